import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { violations } from './axe.ts';
import { onEachHost } from './on-each-host.ts';
import { openControlCenter } from './open-control-center.ts';
import { server } from './registries.ts';

const pages = Array.from({ length: 12 }, (_, at) => `page_${at}`);

const registry: RegistryInput = {
  clients: { codex: { app: 'codex', allow_servers: ['files', 'notes'] } },
  servers: {
    files: {
      ...server('named-tools.mjs', 'plain', 'read_file', 'write_file', 'delete_file'),
      autostart: true,
      tool_policy: { mode: 'allow_all', deny: ['delete_*'] },
    },
    notes: {
      ...server('named-tools.mjs', 'plain', 'read_note', ...pages),
      autostart: true,
    },
  },
};

/** Until the tools of both are known. */
async function openReady(given: Parameters<typeof openControlCenter>[0]): Promise<Page> {
  const client = await given.installation.connect('codex');
  await expect.poll(async () => (await client.toolNames()).length).toBe(15);
  client.close();
  return openControlCenter(given);
}

/** By its shortcut; what is typed before it is there is no search. */
async function openPalette(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Search or run' }).waitFor();
}

onEachHost('tools in the palette', (spec) => {
  spec(
    'a part of a name lists the tools that have it, and one opens, by keyboard alone',
    registry,
    async (given) => {
      const page = await openReady(given);
      const asked = countServerReadings(page);
      await openPalette(page);
      expect(await page.getByRole('option', { name: /^Open read_/ }).count()).toBe(0);
      expect(asked()).toBe(0);

      await page.keyboard.type('read_');
      const found = page.getByRole('group', { name: 'Tools' }).getByRole('option');
      await found.nth(1).waitFor();
      const names = await found.evaluateAll((rows) => rows.map((row) => row.textContent));
      expect(names.map((name) => name?.replace('↵', ''))).toEqual([
        'Open read_fileof files',
        'Open read_noteof notes',
      ]);
      await page.getByRole('option', { name: /^Open read_note of notes/ }).waitFor();
      // Typing on asks nobody again: one answer has the tools of all servers.
      await page.keyboard.type('note');
      await page.getByRole('option', { name: /read_file/ }).waitFor({ state: 'detached' });
      if (given.host === 'browser') expect(asked()).toBe(1);
      await page.keyboard.press('Enter');

      const drawer = page.getByRole('complementary', { name: 'notes' });
      const title = drawer.getByRole('heading', { name: 'read_note' });
      await title.waitFor();
      await expect.poll(() => title.evaluate((own) => own === document.activeElement)).toBe(true);
      const { searchParams } = new URL(page.url());
      expect(Object.fromEntries(searchParams)).toEqual({ server: 'notes', tool: 'read_note' });

      // From one to another in the same view, and back.
      await openPalette(page);
      await page.keyboard.type('delete');
      await page.getByRole('option', { name: /^Open delete_file of files/ }).waitFor();
      await page.keyboard.press('Enter');
      const other = page.getByRole('heading', { name: 'delete_file' });
      await expect.poll(() => other.evaluate((own) => own === document.activeElement)).toBe(true);
      await page.goBack();
      await title.waitFor();
      await page.reload();
      await title.waitFor();
      // Back to the list, where it was left.
      await drawer.getByRole('button', { name: 'Back to the list' }).focus();
      await page.keyboard.press('Enter');
      const left = drawer.getByRole('button', { name: /^read_note/ });
      await expect.poll(() => left.evaluate((own) => own === document.activeElement)).toBe(true);
      expect(new URL(page.url()).search).toBe('?server=notes');
      await page.keyboard.press('Enter');
      // And from the tool to the cell that allows it.
      await drawer.getByRole('link', { name: 'Open codex in Access' }).focus();
      await page.keyboard.press('Enter');
      const tools = page.getByRole('complementary', { name: 'Tools of notes for codex' });
      await tools.locator('li[aria-current=true]').filter({ hasText: 'read_note' }).waitFor();
    },
  );

  spec('many are capped and counted; a tool that is gone is said', registry, async (given) => {
    const page = await openReady(given);
    await openPalette(page);
    await page.keyboard.type('page');
    const group = page.getByRole('group', { name: 'Tools, 8 of 12' });
    await group.waitFor();
    expect(await group.getByRole('option').count()).toBe(8);
    await page.keyboard.type('_11');
    await page.getByRole('group', { name: 'Tools', exact: true }).waitFor();
    await page.keyboard.type(' no such');
    await page.getByText('Nothing matches').waitFor();
    await page.keyboard.press('Escape');

    await page.keyboard.press('g');
    await page.keyboard.press('s');
    await page.getByRole('heading', { level: 1, name: 'Servers' }).waitFor();
    await page.goto(`${new URL(page.url()).href}?server=files&tool=gone`);
    const drawer = page.getByRole('complementary', { name: 'files' });
    await drawer.getByText('files has no tool named gone now.').waitFor();
    await drawer.getByRole('button', { name: /^read_file/ }).waitFor();
  });

  spec('refused calls to a server are what the log shows then', registry, async (given) => {
    const page = await openReady(given);
    const client = await given.installation.connect('codex');
    await client.call('files__delete_file');
    await client.call('files__read_file');
    client.close();
    await openPalette(page);
    await page.keyboard.type('refused files');
    await page.getByRole('option', { name: /^Refused calls to files/ }).waitFor();
    await page.keyboard.press('Enter');
    const log = page.getByRole('grid', { name: 'Audit log' });
    await log.getByRole('row').filter({ hasText: 'delete_file' }).waitFor();
    await page.getByRole('button', { name: 'Clear Decision' }).waitFor();
    expect(await log.getByRole('row').filter({ hasText: 'read_file' }).count()).toBe(0);
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    spec(`axe finds nothing in found tools and in one, ${colorScheme}`, registry, async (given) => {
      await given.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const page = await openReady(given);
      await openPalette(page);
      await page.keyboard.type('read_file');
      await page.getByRole('option', { name: /^Open read_file/ }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.getByRole('link', { name: 'Open codex in Access' }).waitFor();
      expect(await violations(page)).toEqual([]);
    });
  }
});

/** How many servers the page asked for their tools over HTTP. */
function countServerReadings(page: Page): () => number {
  let count = 0;
  page.on('request', (request) => {
    if (/servers\.(get|tools)/.test(`${request.url()} ${request.postData()}`)) count++;
  });
  return () => count;
}
