import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, navigation, openControlCenter } from './open-control-center.ts';
import { server } from './registries.ts';

const registry: RegistryInput = {
  clients: {
    vscode: { app: 'vscode', allow_servers: ['files'] },
    codex: { app: 'codex', allow_servers: ['files'] },
  },
  servers: {
    echo: { ...server('echo.mjs'), autostart: true },
    files: {
      ...server('named-tools.mjs', 'plain', 'read_file', 'write_file', 'delete_file'),
      autostart: true,
      tool_policy: { mode: 'allow_all', deny: ['delete_*'] },
    },
  },
};

onEachHost('access', (spec) => {
  spec(
    'a cell is staged, reviewed and applied, and the list of the client changes',
    registry,
    async (given) => {
      const { installation } = given;
      const client = await installation.connect('codex');
      const before = await client.toolNames();
      expect(before.sort()).toEqual(['files__read_file', 'files__write_file']);

      const page = await openControlCenter(given);
      await goTo(page, 'Access');
      await page.getByRole('img', { name: 'codex, files: 2 of 3 tools' }).waitFor();
      // The first cell, by keyboard alone: vscode and echo.
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Space');
      await page
        .getByRole('img', { name: /^codex, echo: all \d+ tools, staged to be added$/ })
        .waitFor();
      await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      const tools = page.getByRole('complementary', { name: 'Tools of files for codex' });
      await tools.getByRole('button', { name: 'Do not allow write_file' }).click();
      await page.getByRole('img', { name: /^codex, files: 1 of 3 tools, staged/ }).waitFor();
      // What is staged is marked; the title of the rules and what becomes of new tools agree.
      await tools
        .getByRole('listitem')
        .filter({ hasText: 'write_file' })
        .getByText('staged')
        .waitFor();
      expect(await tools.getByText('staged', { exact: true }).count()).toBe(1);
      expect(await tools.getByLabel('Preset').inputValue()).toBe('except');
      await tools.getByText('New tools are allowed', { exact: true }).waitFor();
      const bar = page.getByRole('region', { name: 'Staged changes' });
      await bar.getByText('2 staged').waitFor();
      // Staged cells outlive a visit to another view, and nothing was written.
      await goTo(page, 'Clients');
      await navigation(page).getByRole('link', { name: 'Access 2 staged' }).waitFor();
      await goTo(page, 'Access');
      expect((await client.toolNames()).length).toBe(2);

      await page.keyboard.press('Control+Enter');
      const dialog = page.getByRole('dialog', { name: 'Apply 2 changes?' });
      await dialog.getByText('codex reaches echo').waitFor();
      await dialog.getByText('write_file no longer allowed').waitFor();
      await page.keyboard.press('Control+Enter');
      await page.getByText(/^Applied 2 changes/).waitFor();
      const after = await client.toolNames();
      expect(after).toContain('files__read_file');
      expect(after).not.toContain('files__write_file');
      expect(after.some((name) => name.startsWith('echo__'))).toBe(true);

      await page.getByRole('button', { name: 'Undo', exact: true }).click();
      await page.getByRole('img', { name: 'codex, files: 2 of 3 tools', exact: true }).waitFor();
      expect((await client.toolNames()).sort()).toEqual(before);
    },
  );

  spec(
    'MG-9: a change from elsewhere is shown, never overwritten; what was staged is kept',
    registry,
    async (given) => {
      const { installation } = given;
      given.tolerate(/412/);
      const page = await openControlCenter(given);
      await goTo(page, 'Access');
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Space');
      // What was staged before the change counts from then on, whenever it is reviewed.
      const pending = page.getByRole('region', { name: 'Staged changes' });
      await pending.getByText('1 staged').waitFor();
      installation.lmcp('client', 'disable', 'codex');
      await page.getByText(/^Revision 2/).waitFor();
      await page.getByRole('button', { name: /^Review/ }).click();
      await page.getByText('The registry changed in the meantime.').waitFor();
      await page.getByText('clients.codex.enabled: true -> false').waitFor();
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.getByRole('dialog').getByText('vscode reaches echo').waitFor();
      installation.lmcp('client', 'limit', 'codex', '7');
      await page.getByText('clients.codex.rate_limit_rpm: 7').waitFor();
      await page.getByRole('button', { name: 'Read again' }).click();
      await page.getByRole('button', { name: /^Apply 1 change/ }).click();
      await page.getByText(/^Applied 1 change/).waitFor();
      const { clients } = installation.lmcp<{ clients: { id: string; enabled: boolean }[] }>(
        'client',
        'list',
      );
      expect(clients.find(({ id }) => id === 'codex')?.enabled).toBe(false);
    },
  );

  spec(
    'keys act on the cell with the focus ring, however it came by the focus',
    registry,
    async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, 'Access');
      const cell = (name: RegExp) =>
        page.getByRole('gridcell').filter({ has: page.getByRole('img', { name }) });
      // As assistive technology does it: not the cell that Tab reaches.
      await cell(/^codex, files/).focus();
      await page.keyboard.press('Space');
      await page.getByRole('img', { name: /^codex, files: .*staged to be removed$/ }).waitFor();
      await page.getByRole('region', { name: 'Staged changes' }).getByText('1 staged').waitFor();
      expect(await cell(/^codex, files/).getAttribute('tabindex')).toBe('0');

      await cell(/^codex, echo/).focus();
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Tools of echo for vscode' }).waitFor();

      // A block begins where the ring is.
      await cell(/^codex, echo/).focus();
      await page.keyboard.press('Shift+ArrowUp');
      await page.keyboard.press('Space');
      await page.getByRole('img', { name: /^codex, echo: .*staged to be added$/ }).waitFor();
      await page.getByRole('img', { name: /^vscode, echo: .*staged to be added$/ }).waitFor();
      await page.getByRole('region', { name: 'Staged changes' }).getByText('3 staged').waitFor();
    },
  );

  spec(
    'in a small window no drawer lies over what is staged and the way on',
    registry,
    async (given) => {
      const page = await openControlCenter(given);
      await page.setViewportSize({ width: 900, height: 600 });
      await goTo(page, 'Access');
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Space');
      const bar = page.getByRole('region', { name: 'Staged changes' });
      await bar.getByText('vscode gains echo').waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'Tools of echo for vscode' }).waitFor();
      await bar.getByRole('button', { name: 'Review' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Keep editing' }).click();
      await page.getByRole('button', { name: 'History' }).click();
      await page.getByRole('complementary', { name: 'History' }).waitFor();
      await bar.getByRole('button', { name: 'Discard' }).click();
      await bar.waitFor({ state: 'detached' });
    },
  );

  spec(
    'a registry that is not valid is said above the matrix, once, with what to do',
    registry,
    async (given) => {
      given.tolerate(/422/);
      const page = await openControlCenter(given);
      await goTo(page, 'Access');
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Space');
      const broken = { version: 1, clients: { vscode: { allow_server: [] } }, servers: {} };
      await writeFile(join(given.installation.directory, 'registry.yaml'), JSON.stringify(broken));
      const alert = page.getByRole('alert').filter({ hasText: 'did you mean "allow_servers"?' });
      await alert.getByText('Correct what the message names').waitFor();
      expect(await alert.innerText()).not.toContain('?.');
      await page.keyboard.press('Enter');
      await page.getByText('Its tools could not be read').waitFor();

      await goTo(page, 'Settings');
      await alert.waitFor();
      expect((await alert.innerText()).match(/stays in force/g)).toHaveLength(1);
    },
  );

  spec('explains a denied call with the rule that denies it', registry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Access');
    await page.getByRole('button', { name: 'Explain a call' }).click();
    await page.getByLabel('Client', { exact: true }).selectOption('vscode');
    await page.getByLabel('Server', { exact: true }).selectOption('files');
    await page.getByLabel('Tool', { exact: true }).selectOption('delete_file');
    await page.getByText('Would be denied').waitFor();
    await page.getByText('servers.files.tool_policy.deny[0]').waitFor();
    await page.getByText('-32011').waitFor();
  });
});
