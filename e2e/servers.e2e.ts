import { join } from 'node:path';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { isCut } from './is-cut.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry, server } from './registries.ts';

const echo = join(import.meta.dirname, '..', 'test', 'servers', 'echo.mjs');

onEachHost('servers', (spec) => {
  spec(
    'a server is added with a form, whose exact command is shown first, and started',
    { clients: {} },
    async (given) => {
      const { host, installation } = given;
      if (host === 'browser') given.tolerate(/403/);
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      await page.getByRole('button', { name: 'Add a server' }).click();
      await page.getByLabel('Name', { exact: true }).fill('echo');
      await page.getByLabel('Command', { exact: true }).fill('no-such-command-here');
      await page.getByText(/no-such-command-here was not found in/).waitFor();
      await page.getByLabel('Command', { exact: true }).fill(process.execPath);
      await page.getByLabel('Arguments').fill(echo);
      await page.getByText(`${process.execPath} ${echo}`).waitFor();
      await page.getByRole('button', { name: 'Add a variable' }).click();
      await page.getByLabel('Environment: name').fill('API_TOKEN');
      await page.getByLabel('Environment: value of API_TOKEN').fill('a-canary-secret');
      await page.getByText('API_TOKEN goes to the secret store.').waitFor();
      await page.getByRole('button', { name: 'Add server', exact: true }).last().click();
      if (host === 'browser') {
        // What runs is decided at this machine (MG-5).
        await page.getByRole('region', { name: 'Second consent' }).waitFor();
        const { waiting } = installation.lmcp<{ waiting: { code: string; lines: string[] }[] }>(
          'consent',
        );
        expect(waiting[0]?.lines.join('\n')).toContain(echo);
        await page.getByLabel('Code').fill(waiting[0]?.code ?? '');
        await page.getByRole('button', { name: 'Allow this' }).click();
      }
      const drawer = page.getByRole('complementary', { name: 'echo' });
      await drawer.getByText('Nothing is known of it yet').waitFor();
      await drawer.getByRole('button', { name: 'Start' }).click();
      await drawer.getByText('Ready').waitFor();
      // The command is cut in its middle only: its end can be read.
      expect(
        await isCut(drawer.getByTitle(`${process.execPath} ${echo}`).getByText(/echo\.mjs$/)),
      ).toBe(false);
      await drawer
        .getByRole('region', { name: 'Tools' })
        .getByRole('button', { name: /^echo/ })
        .waitFor();
      await drawer.getByRole('tab', { name: 'Setup' }).click();
      await drawer.getByPlaceholder('Set; type to replace it').waitFor();
      expect(await page.content()).not.toContain('a-canary-secret');
      const text = JSON.stringify(installation.lmcp('print-config'));
      expect(text).not.toContain('a-canary-secret');
    },
  );

  spec(
    'a tool is run as a client, by that client’s rules, and the rows say who it was',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^files/ }).click();
      const drawer = page.getByRole('complementary', { name: 'files' });
      await drawer.getByRole('button', { name: 'Start' }).click();
      await drawer.getByRole('button', { name: /^read_file/ }).click();
      await drawer.getByRole('button', { name: 'Try it' }).click();
      await drawer.getByRole('button', { name: 'Run as vscode' }).waitFor();
      await drawer.getByRole('button', { name: 'Run as vscode' }).waitFor();
      await page.keyboard.press('Control+Enter');
      await drawer.getByText('Allowed').waitFor();
      await drawer.getByText(/"text": /).waitFor();
      expect(installation.rows('--kind', 'call.intent')[0]).toMatchObject({
        actor: { type: 'operator' },
        client: 'vscode',
        server: 'files',
        item: 'read_file',
      });
      // The same for a client that was not granted the server.
      await drawer.getByLabel('Client').selectOption('codex');
      await page.keyboard.press('Control+Enter');
      await drawer.getByText('Refused').waitFor();
      expect(installation.rows('--kind', 'call.denied')[0]).toMatchObject({
        client: 'codex',
        item: 'read_file',
      });
    },
  );

  const changing: RegistryInput = {
    clients: { codex: { allow_servers: ['changing'] } },
    servers: { changing: { ...server('changing.mjs'), autostart: true } },
  };
  spec('stop, start, the log and removal, each told before and after', changing, async (given) => {
    const { installation } = given;
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: /^changing/ }).focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('complementary', { name: 'changing' });
    await drawer.getByText('Ready').waitFor();
    await drawer.getByRole('button', { name: 'More for changing' }).click();
    await page.getByRole('menuitem', { name: 'Stop' }).click();
    await drawer.getByText('Stopped').waitFor();
    await drawer.getByRole('tab', { name: 'Log' }).click();
    await drawer.getByText(/stderr, live/).waitFor();
    await drawer.getByRole('button', { name: 'Start' }).click();
    await drawer.getByText('Ready').waitFor();
    await drawer.getByRole('button', { name: 'More for changing' }).click();
    await page.getByRole('menuitem', { name: 'Remove' }).click();
    const dialog = page.getByRole('dialog', { name: 'Remove changing?' });
    await dialog.getByText(/1 client can no longer reach it/).waitFor();
    await dialog.getByRole('button', { name: 'Remove changing' }).click();
    await page.getByText('No servers are registered').waitFor();
    const { servers } = installation.lmcp<{ servers: unknown[] }>('server', 'list');
    expect(servers).toEqual([]);
  });
});
