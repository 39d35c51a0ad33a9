import { expect } from 'vitest';
import { McpClient } from '../test/helpers/mcp-client.ts';
import { isCut } from './is-cut.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('clients', (spec) => {
  spec(
    'a client is added, its snippet copied, and its first request seen',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      await goTo(page, 'Clients');
      await page.keyboard.press('n');
      await page.getByLabel('Application').selectOption('claude-code');
      expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('claude-code');
      await page.getByLabel('files').check();
      await page.getByRole('button', { name: 'Add client' }).last().click();

      const dialog = page.getByRole('dialog', { name: 'claude-code is registered' });
      await dialog.getByText('lmcp_c_•').waitFor();
      expect(installation.rows('--kind', 'token.revealed')).toEqual([]);
      await dialog.getByRole('button', { name: 'Copy' }).click();
      await dialog.getByRole('button', { name: 'Copied' }).waitFor();
      const snippet = JSON.parse(await given.pasted());
      const { url, headers } = snippet.mcpServers.lmcp;
      expect(installation.rows('--kind', 'token.revealed')[0]).toMatchObject({
        client: 'claude-code',
      });
      expect(await page.content()).not.toContain(headers.Authorization);

      await dialog.getByText('Waiting for its first request').waitFor();
      const token = String(headers.Authorization).replace('Bearer ', '');
      const client = await McpClient.open(Number(new URL(url).port), '/mcp', token);
      expect((await client.toolNames()).sort()).toEqual(['files__read_file', 'files__write_file']);
      await dialog.getByText('It came').waitFor();
    },
  );

  spec(
    'an application that cannot connect is said first, with what works; the rest is honest too',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const client = await installation.connect('codex');
      await client.toolNames();
      const page = await openControlCenter(given);
      await goTo(page, 'Clients');
      await page
        .getByRole('row', { name: /^codex/ })
        .getByRole('button', { name: 'Snippet' })
        .click();
      const dialog = page.getByRole('dialog', { name: 'Connect codex' });
      // It was here before.
      await dialog.getByText('Waiting for its next request').waitFor();
      expect(
        await dialog.getByText('headers', { exact: true }).evaluate((own) => own.tagName),
      ).toBe('CODE');
      await dialog.getByLabel('Application').selectOption('claude-desktop');
      await dialog.getByText('Claude Desktop cannot connect to this version.').waitFor();
      expect(await dialog.getByRole('button', { name: 'Copy' }).count()).toBe(0);
      expect(await dialog.getByText('Copy takes the whole token along').count()).toBe(0);
      await dialog.getByRole('button', { name: 'Show the URL and header' }).click();
      await dialog.getByText(/Header: Authorization: Bearer lmcp_c_•/).waitFor();
      await client.toolNames();
      await dialog.getByText('It came').waitFor();
    },
  );

  spec('a snippet shows the token that is valid when it is opened', busyRegistry, async (given) => {
    const { installation } = given;
    installation.lmcp('client', 'rotate', 'codex');
    const page = await openControlCenter(given);
    await goTo(page, 'Clients');
    const row = page.getByRole('row', { name: /^codex/ });
    const shown = page.getByRole('dialog').getByText(/lmcp_c_•/);
    await row.getByRole('button', { name: 'Snippet' }).click();
    await shown.waitFor();
    const before = await shown.innerText();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    installation.lmcp('client', 'rotate', 'codex');
    await row.getByRole('button', { name: 'Snippet' }).click();
    await shown.waitFor();
    await expect.poll(() => shown.innerText()).not.toBe(before);
  });

  spec('a token with an end says when it ends', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    given.installation.lmcp('client', 'rotate', 'codex', '--ttl', '3d');
    await goTo(page, 'Clients');
    await page.getByRole('row', { name: /^codex/ }).click();
    const drawer = page.getByRole('complementary', { name: 'codex' });
    const ends = drawer.getByRole('definition').filter({ has: page.locator('time') });
    const year = String(new Date(Date.now() + 3 * 86_400_000).getFullYear());
    await ends.filter({ hasText: year }).waitFor();
  });

  spec(
    'a token is rotated with a grace, then revoked: the client is out within a second',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const client = await installation.connect('codex');
      const page = await openControlCenter(given);
      await goTo(page, 'Clients');
      await page
        .getByRole('row', { name: /^codex/ })
        .getByRole('button', { name: 'More for codex' })
        .click();
      await page.getByRole('menuitem', { name: 'Rotate the token' }).click();
      await page.getByRole('button', { name: 'Rotate the token' }).click();
      await page
        .getByRole('dialog', { name: 'codex has a new token' })
        .getByRole('button', { name: 'Done' })
        .click();
      expect((await client.toolNames()).length).toBeGreaterThan(0);

      await page.getByRole('row', { name: /^codex/ }).focus();
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('complementary', { name: 'codex' });
      await drawer.getByText('The old token still works for some minutes').waitFor();
      expect(await isCut(drawer.getByText('1 session', { exact: true }))).toBe(false);
      await drawer.getByRole('button', { name: 'Revoke' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Revoke the token' }).click();
      await drawer.getByText('Revoked').waitFor();
      const reply = await client.request('tools/list').catch((error: unknown) => String(error));
      expect(JSON.stringify(reply)).toContain('401');
      expect(installation.rows('--kind', 'token.revoked')[0]).toMatchObject({ client: 'codex' });
    },
  );

  spec(
    'a token in the URL is warned about before it is allowed; a removed client is gone',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      installation.lmcp('client', 'rotate', 'vscode');
      const page = await openControlCenter(given);
      await goTo(page, 'Clients');
      await page
        .getByRole('row', { name: /^vscode/ })
        .getByRole('button', { name: 'Snippet' })
        .click();
      await page.getByText('URL alone').click();
      await page.getByText('A token in a URL is easily given away.').waitFor();
      await page.getByRole('button', { name: 'Allow it for this client' }).click();
      await page.getByText(/client_id=vscode&token=lmcp_c_•/).waitFor();
      await page.keyboard.press('Escape');
      await page
        .getByRole('row', { name: /^vscode/ })
        .getByRole('button', { name: 'More for vscode' })
        .click();
      await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
      await page.getByRole('button', { name: 'Remove vscode' }).click();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.getByRole('row', { name: /^vscode/ }).waitFor({ state: 'detached' });
      const { clients } = installation.lmcp<{ clients: { id: string }[] }>('client', 'list');
      expect(clients.map(({ id }) => id)).toEqual(['codex']);
    },
  );
});
