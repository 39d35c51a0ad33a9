import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { violations } from './axe.ts';
import { focusedCell, isMarkShown, tabTo } from './focus.ts';
import { onEachHost } from './on-each-host.ts';
import { navigation, openControlCenter } from './open-control-center.ts';
import { server } from './registries.ts';

const toolNames = Array.from({ length: 40 }, (_, at) => `tool_${String(at).padStart(2, '0')}`);
const many = (count: number, name: string) =>
  Array.from({ length: count }, (_, at) => `${name}-${String(at).padStart(2, '0')}`);

const files = {
  ...server('named-tools.mjs', 'plain', ...toolNames, 'write_file'),
  autostart: true,
  tool_policy: { mode: 'allow_all' as const, deny: ['tool_30'] },
};
const idle = many(30, 'idle').map((id) => [id, { ...server('echo.mjs'), enabled: false }] as const);

/** The cell that is meant is far outside of what is drawn at first, with as many beyond it. */
const registry: RegistryInput = {
  clients: Object.fromEntries(
    many(40, 'client').map((id) => [id, { app: 'codex', allow_servers: ['files'] }]),
  ),
  servers: {
    ...Object.fromEntries(idle.slice(0, 15)),
    files,
    ...Object.fromEntries(idle.slice(15)),
  },
};

/** The same cell with little around it. */
const small: RegistryInput = {
  clients: { codex: { app: 'codex' }, 'client-20': { app: 'codex', allow_servers: ['files'] } },
  servers: { ...Object.fromEntries(idle.slice(0, 2)), files },
};

const tools = (page: Page) =>
  page.getByRole('complementary', { name: 'Tools of files for client-20' });

const meant = { name: 'client-20, files', inView: true, ring: 'solid' };

onEachHost('the place in Access', (spec) => {
  spec(
    'a denied call leads to its cell and its tool, by keyboard alone, and back and forward again',
    registry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      const client = await installation.connect('client-20');
      expect((await client.call('files__tool_30')).error?.code).toBe(-32011);
      client.close();

      await page.keyboard.press('g');
      await page.keyboard.press('u');
      const row = page
        .getByRole('grid', { name: 'Audit log' })
        .getByRole('row')
        .filter({ hasText: 'tool_30' });
      await row.waitFor();
      await tabTo(page, (await row.textContent())?.trim() ?? '');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: /^Row \d+/ }).waitFor();
      await tabTo(page, 'Open in Access');
      await page.keyboard.press('Enter');

      await page.getByRole('heading', { level: 1, name: 'Access' }).waitFor();
      const marked = tools(page).locator('li[aria-current=true]');
      await marked.filter({ hasText: 'tool_30' }).waitFor();
      await expect.poll(() => focusedCell(page)).toEqual(meant);
      expect(await marked.count()).toBe(1);
      expect(await isMarkShown(page)).toBe(true);
      const search = { client: 'client-20', server: 'files', tool: 'tool_30' };
      expect(Object.fromEntries(new URL(page.url()).searchParams)).toEqual(search);

      await page.goBack();
      await page.getByRole('complementary', { name: /^Row \d+/ }).waitFor();
      await page.goForward();
      await marked.waitFor();
      await expect.poll(() => focusedCell(page)).toEqual(meant);
      await page.reload();
      await marked.waitFor();
      await expect.poll(() => focusedCell(page)).toEqual(meant);
      expect(await isMarkShown(page)).toBe(true);

      // In a narrow window the drawer lies over the matrix, and not over the cell.
      await page.setViewportSize({ width: 900, height: 600 });
      await expect.poll(() => focusedCell(page)).toEqual(meant);
      // Wherever the arrows lead from there, the cell is in view.
      for (const [key, times, name] of [
        ['ArrowRight', 3, 'client-20, idle-17'],
        ['ArrowDown', 12, 'client-32, idle-17'],
        ['Control+End', 1, 'client-39, idle-29'],
        ['ArrowLeft', 9, 'client-39, idle-20'],
        ['ArrowUp', 14, 'client-25, idle-20'],
        ['Control+Home', 1, 'client-00, idle-00'],
      ] as const)
        for (let pressed = 1; pressed <= times; pressed++) {
          await page.keyboard.press(key);
          await expect.poll(async () => (await focusedCell(page))?.inView).toBe(true);
          if (pressed === times) expect((await focusedCell(page))?.name).toBe(name);
        }
      await page.keyboard.press('Escape');
      await tools(page).waitFor({ state: 'detached' });
      expect(new URL(page.url()).search).toBe('');
    },
  );

  spec(
    'the palette shows the column of a server, each time it is asked, past a filter that hides it',
    registry,
    async (given) => {
      const page = await openControlCenter(given);
      const ask = async () => {
        await page.keyboard.press('Control+k');
        await page.getByRole('combobox').fill('who can reach files');
        await page.getByRole('option', { name: /^Who can reach files/ }).waitFor();
        await page.keyboard.press('Enter');
        const first = { ...meant, name: 'client-00, files' };
        await expect.poll(() => focusedCell(page)).toEqual(first);
      };
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type('idle-03');
      await page.getByRole('columnheader', { name: /idle-04$/ }).waitFor({ state: 'detached' });
      await ask();
      await page.keyboard.press('Control+Home');
      await ask();
      await page.goBack();
      await page.goBack();
      expect(new URL(page.url()).search).toBe('');

      // The way from a client leads to its row; the ring is there for the pointer as well.
      await page.keyboard.press('g');
      await page.keyboard.press('c');
      await page.getByRole('row', { name: /^client-20/ }).click();
      await page.getByRole('link', { name: 'Change it in Access' }).click();
      const row = { ...meant, name: 'client-20, idle-00' };
      await expect.poll(() => focusedCell(page)).toEqual(row);
    },
  );

  spec('what an address names and is not there is said in a line', registry, async (given) => {
    const page = await openControlCenter(given);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('gridcell').first().waitFor();
    const at = new URL(page.url()).href;
    const said = page.getByRole('status').filter({ hasText: /named|names/ });
    for (const [search, line] of [
      ['?client=client-20&server=gone', /There is no server named gone\./],
      ['?client=%3Cb%3E&server=files', /The address names no client that can be\./],
      ['?client=client-20&server=files&tool=gone', /files has no tool named gone now\./],
    ] as const) {
      await page.goto(`${at}${search}`);
      await navigation(page).waitFor();
      await said.filter({ hasText: line }).waitFor();
      expect(await said.count()).toBe(1);
      await page.getByRole('gridcell').first().waitFor();
    }
    await expect.poll(() => focusedCell(page)).toEqual(meant);

    // One drawer at a time, and the address says which.
    const history = page.getByRole('complementary', { name: 'History' });
    await page.getByRole('button', { name: 'History' }).click();
    await history.waitFor();
    expect(await tools(page).count()).toBe(0);
    expect(new URL(page.url()).search).toBe('');
    await page.getByRole('gridcell', { name: /^client-20, files/ }).click();
    await tools(page).waitFor();
    await history.waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?client=client-20&server=files');
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    spec(
      `axe finds nothing in a place and in a place that is not, ${colorScheme}`,
      small,
      async (given) => {
        await given.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        const page = await openControlCenter(given);
        await page.keyboard.press('g');
        await page.keyboard.press('a');
        await page.getByRole('gridcell').first().waitFor();
        const at = new URL(page.url()).href;
        await page.goto(`${at}?client=client-20&server=files&tool=tool_30`);
        await tools(page).locator('li[aria-current=true]').waitFor();
        expect(await violations(page)).toEqual([]);
        await page.goto(`${at}?client=gone`);
        await page.getByRole('status').filter({ hasText: 'no client named gone' }).waitFor();
        expect(await violations(page)).toEqual([]);
      },
    );
  }
});
