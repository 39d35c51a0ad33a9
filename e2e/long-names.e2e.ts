import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { isCut } from './is-cut.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { server } from './registries.ts';

const ids = Array.from({ length: 30 }, (_, at) => `server-${at + 10}`);
const longServer = 'a-server-with-a-very-long-name-of-some-company';
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

    // What a window of 1280 pixels has left at 200 %.
    await page.setViewportSize({ width: 640, height: 400 });
    await goTo(page, 'Audit');
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
});
