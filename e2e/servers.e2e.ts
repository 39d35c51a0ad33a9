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
      await page.getByLabel('Environment: name').waitFor();
      // A row that is empty yet does not hide what would run.
      await page.getByText(`${process.execPath} ${echo}`).waitFor();
      // The new row has the focus, and Tab goes on through it.
      await page.keyboard.type('API TOKEN');
      await page.getByText('“API TOKEN”: a variable has no space').waitFor();
      await page.getByLabel('Environment: name').fill('API_TOKEN');
      await page.getByRole('button', { name: 'Keep API_TOKEN secret', pressed: true }).waitFor();
      await page.keyboard.press('Tab');
      await page.keyboard.type('a-canary-secret');
      expect(await page.getByLabel('Environment: value of API_TOKEN').inputValue()).toBe(
        'a-canary-secret',
      );
      await page.getByText('API_TOKEN goes to the secret store.').waitFor();
      await page.getByRole('button', { name: 'Add server', exact: true }).last().click();
      if (host === 'browser') {
        // What runs is decided at this machine (MG-5).
        const consent = page.getByRole('region', { name: 'Second consent' });
        await consent.waitFor();
        // The way on and the way back are there once, and nothing turns meanwhile.
        const dialog = page.getByRole('dialog', { name: 'Add a server' });
        expect(await dialog.getByRole('button').allInnerTexts()).toEqual([
          '',
          'Copy',
          'Cancel',
          'Allow this',
        ]);
        await consent.getByText(`lmcp consent --data ${installation.directory}`).waitFor();
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
      await drawer.getByPlaceholder('Set; type to replace').waitFor();
      await drawer.getByText('Exactly this is run').waitFor();
      await drawer.getByLabel('Arguments').fill(`${echo}\n--loud and clear`);
      await drawer.getByText(`${process.execPath} ${echo} '--loud and clear'`).waitFor();
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
      await drawer.getByText('Denied').waitFor();
      expect(installation.rows('--kind', 'call.denied')[0]).toMatchObject({
        client: 'codex',
        item: 'read_file',
      });
    },
  );

  spec(
    'what nobody approved yet is said to be that, also of a first list',
    {
      clients: { codex: { allow_servers: ['files'] } },
      servers: { files: { ...server('named-tools.mjs', 'plain', 'read_file'), trust: 'review' } },
    },
    async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, 'Access');
      await page.getByRole('gridcell', { name: /^codex, files/ }).click();
      const cell = page.getByRole('complementary', { name: 'Tools of files for codex' });
      await cell.getByText('Its tools are not known yet', { exact: true }).waitFor();
      await goTo(page, 'Servers');
      given.installation.lmcp('server', 'start', 'files');
      await page.getByRole('row', { name: /^files/ }).click();
      await page.getByRole('tab', { name: /^Changes/ }).click();
      await page.getByText('Nobody has approved this tool yet. 1 client could use it').waitFor();
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
