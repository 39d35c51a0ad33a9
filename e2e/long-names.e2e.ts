import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { isCut } from './is-cut.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { overlap } from './overlap.ts';
import { server } from './registries.ts';

const ids = Array.from({ length: 30 }, (_, at) => `server-${at + 10}`);
const longServer = 'a-server-with-a-very-long-name-of-some-company';
/** As long as the registry takes one. */
const longest = `a${'-long-name'.repeat(6)}-of`.padEnd(64, 'x');
const longTool = 'read_the_whole_project_file_of_page';

/** So many that the matrix gives each its narrowest column. */
const registry: RegistryInput = {
  clients: { codex: { app: 'codex', allow_servers: [longServer] } },
  servers: {
    [longServer]: {
      ...server('named-tools.mjs', 'plain', `${longTool}_1`, `${longTool}_2`),
      autostart: true,
    },
    ...Object.fromEntries(ids.map((id) => [id, server('echo.mjs')])),
  },
};

inTheBrowser('long names and many of them', (spec) => {
  spec('can be told apart in the matrix, the palette and the log', registry, async (given) => {
    const client = await given.installation.connect('codex');
    await expect.poll(async () => (await client.toolNames()).length).toBe(2);
    await client.call((await client.toolNames())[0] ?? '');
    client.close();
    const page = await openControlCenter(given);
    await goTo(page, 'Access');
    const head = page.getByRole('columnheader', { name: /server-10/ }).getByText('server-10');
    const clipped = await head.evaluate(
      ({ scrollHeight, clientHeight, scrollWidth, clientWidth }) =>
        scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1,
    );
    expect(clipped).toBe(false);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').waitFor();
    await page.keyboard.type('whole_project');
    const found = page.getByRole('option').getByText(`Open ${longTool}_1`);
    await found.waitFor();
    expect(await isCut(found)).toBe(false);
    await page.keyboard.press('Escape');

    // Where nothing stands beside it, a name has all of the room.
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: new RegExp(`^${longServer}`) }).click();
    const tool = page.getByRole('button', { name: `${longTool}_1` }).getByText(longTool);
    expect(await isCut(tool)).toBe(false);
    await page.keyboard.press('Escape');
    await page.setViewportSize({ width: 1_400, height: 800 });
    await goTo(page, 'Audit');
    const ready = page.getByRole('row').filter({ hasText: 'Server ready' });
    expect(await isCut(ready.getByText(longServer))).toBe(false);

    // What a window of 1280 pixels has left at 200 %.
    await page.setViewportSize({ width: 640, height: 400 });
    const subject = page.getByRole('columnheader', { name: 'Server / tool' });
    expect((await subject.boundingBox())?.width).toBeGreaterThan(100);
    expect(await page.getByRole('columnheader', { name: 'Took' }).isVisible()).toBe(false);
  });

  spec('what cannot be revoked is not offered', registry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Clients');
    await page.getByRole('row', { name: /^codex/ }).click();
    const drawer = page.getByRole('complementary', { name: 'codex' });
    const revoke = drawer.getByRole('button', { name: 'Revoke' });
    await revoke.waitFor();
    expect(await revoke.getAttribute('aria-disabled')).toBe('true');
    given.installation.lmcp('client', 'rotate', 'codex');
    await drawer.getByText('Valid').waitFor();
    expect(await revoke.getAttribute('aria-disabled')).toBe(null);
  });

  for (const size of [
    { width: 1_280, height: 800 },
    { width: 900, height: 600 },
  ])
    spec(
      `the longest name leaves room for every button, ${size.width} wide`,
      {
        clients: { [longest]: { app: 'generic' } },
        servers: { [longest]: { ...server('echo.mjs'), autostart: true } },
      },
      async (given) => {
        const page = await openControlCenter(given);
        await page.setViewportSize(size);
        await goTo(page, 'Servers');
        await page.getByRole('row', { name: new RegExp(`^${longest}`) }).click();
        await page.getByRole('tab', { name: 'Setup' }).click();
        const drawer = page.getByRole('complementary', { name: longest });
        const fits = async (within: Locator, names: string[], fact: string) => {
          const parts = [within.getByText(fact), ...names.map((name) => buttonOf(within, name))];
          for (const [at, part] of parts.entries()) {
            expect(await hangsOut(part, within)).toBe(false);
            for (const other of parts.slice(at + 1)) expect(await overlap(part, other)).toBe(false);
          }
        };
        await fits(drawer, ['Discard', `Save ${longest}`], 'Nothing is changed');

        await page.getByRole('tab', { name: 'Tools' }).click();
        await drawer.getByRole('tabpanel').getByRole('button', { name: /^echo/ }).click();
        await drawer.getByRole('button', { name: 'Try it' }).click();
        await fits(drawer, [`Run as ${longest}`, 'Back'], 'Decided and recorded like any call');
        expect(await hangsOut(drawer.getByLabel('Client'), drawer)).toBe(false);
        expect(await isCut(drawer.getByRole('heading', { name: 'echo', exact: true }))).toBe(false);

        const remove = async () => {
          await drawer.getByRole('button', { name: `More for ${longest}` }).click();
          await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
          const dialog = page.getByRole('dialog', { name: `Remove ${longest}?` });
          await dialog.waitFor();
          await fits(dialog, ['Keep it', `Remove ${longest}`], 'registry.yaml is backed up first');
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'detached' });
        };
        await remove();
        await goTo(page, 'Clients');
        await page.getByRole('row', { name: new RegExp(`^${longest}`) }).click();
        await remove();
      },
    );
});

const buttonOf = (within: Locator, name: string) =>
  within.getByRole('button', { name: new RegExp(`^${name}`) });

/** Whether a part of it lies beside what it belongs to. */
async function hangsOut(part: Locator, within: Locator): Promise<boolean> {
  const [own, around] = [await part.boundingBox(), await within.boundingBox()];
  if (own === null || around === null) throw new Error('one of them is not shown');
  return own.x < around.x || own.x + own.width > around.x + around.width;
}
