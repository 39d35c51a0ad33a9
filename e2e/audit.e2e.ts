import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { cutLog } from '../test/helpers/cut-log.ts';
import { isCut } from './is-cut.ts';
import { inTheBrowser, onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const row = (page: Page, text: string | RegExp) =>
  page.getByRole('grid', { name: 'Audit log' }).getByRole('row').filter({ hasText: text });

const shapesKept: RegistryInput = { ...busyRegistry, lmcp: { audit: { capture: 'shape' } } };

const oneCallAMinute: RegistryInput = { ...busyRegistry, lmcp: { limits: { rpm: 1 } } };

onEachHost('audit', (spec) => {
  spec('a call that its rule allows says which limit refused it', oneCallAMinute, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Audit');
    const client = await given.installation.connect('vscode');
    await client.call('files__read_file');
    const { error } = await client.call('files__write_file');
    expect(error?.code).toBe(42_900);
    const refused = row(page, 'write_file');
    await refused.getByText('limit reached').waitFor();
    expect(await refused.getByText('allow_servers').count()).toBe(0);

    await refused.focus();
    await page.keyboard.press('Enter');
    const drawer = page.getByRole('complementary', { name: /^Row \d+/ });
    await drawer.getByText(/^Rate or concurrency limit reached/).waitFor();
    // No rule would explain it: asked for, they would say that the call is allowed.
    expect(await drawer.getByRole('link', { name: 'Why denied?' }).count()).toBe(0);
  });

  spec(
    'a denied call appears live; its row says the rule and the proof; paused rows wait',
    shapesKept,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      await goTo(page, 'Audit');
      const client = await installation.connect('vscode');
      await client.call('files__read_file', { path: 'a-canary-value' });
      await row(page, 'read_file').getByText('Allowed').waitFor({ timeout: 2_000 });
      const { error } = await client.call('files__delete_file');
      expect(error?.code).toBe(-32011);
      await row(page, 'delete_file').getByText('Denied').waitFor({ timeout: 2_000 });

      await page.keyboard.press('Space');
      const paused = page.getByRole('button', { name: /^Paused/ });
      await paused.waitFor();
      await client.call('files__write_file');
      await page.getByRole('button', { name: /^Paused · \d+ new/ }).waitFor();
      expect(await row(page, 'write_file').count()).toBe(0);
      await page.keyboard.press('Space');
      await row(page, 'write_file').getByText('Allowed').waitFor();

      await row(page, 'delete_file').focus();
      await page.keyboard.press('Enter');
      const drawer = page.getByRole('complementary', { name: /^Row \d+/ });
      await drawer.getByText('servers.files.tool_policy.deny[0]').waitFor();
      await drawer.getByText('-32011').waitFor();
      await drawer.getByText(/^Verified/).waitFor();
      // The hashes beside it are cut once, by their own form.
      for (const hash of await drawer.getByText(/^[0-9a-f]{4} [0-9a-f]{4}…[0-9a-f]{4}$/).all())
        expect(await isCut(hash)).toBe(false);
      expect(new URL(page.url()).searchParams.get('seq')).toMatch(/^\d+$/);

      // Why it was denied is a step away, with all of it filled in.
      await drawer.getByText('A rule of the server denies it.').waitFor();
      await drawer.getByRole('link', { name: 'Why denied?' }).click();
      const explained = page.getByRole('dialog', { name: 'Explain a call' });
      await explained.getByText('Would be denied').waitFor();
      const about = (label: string) => explained.getByLabel(label, { exact: true }).inputValue();
      expect([await about('Client'), await about('Server'), await about('Tool')]).toEqual([
        'vscode',
        'files',
        'delete_file',
      ]);
      const after = explained.getByRole('listitem').filter({ hasText: 'The client’s own rules' });
      await after.getByText('not reached').waitFor();
      await page.keyboard.press('Escape');
      await explained.waitFor({ state: 'detached' });
      await page.goBack();
      await drawer.getByText(/^Verified/).waitFor();
      if (given.host === 'browser') await row(page, 'ui link').getByText('Command').waitFor();

      await drawer.getByRole('button', { name: 'Older row' }).click();
      await page.keyboard.press('Escape');
      await drawer.waitFor({ state: 'detached' });
      // What capture left out is nowhere on the page.
      await row(page, 'read_file').click();
      await drawer.getByText('"path": string').waitFor();
      await drawer.getByText('Ok', { exact: true }).waitFor();
      expect(await page.content()).not.toContain('a-canary-value');
      client.close();
    },
  );

  spec('filters live in the address, and a link shows the same', busyRegistry, async (given) => {
    const { installation } = given;
    for (const [id, tool] of [
      ['vscode', 'files__read_file'],
      ['vscode', 'files__delete_file'],
      ['codex', 'echo__echo'],
    ] as const) {
      const client = await installation.connect(id);
      await client.call(tool, { text: 'x' });
      client.close();
    }
    const page = await openControlCenter(given);
    await goTo(page, 'Audit');
    await row(page, 'read_file').waitFor();
    await page.getByRole('button', { name: 'Client', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'vscode' }).click();
    await row(page, 'codex').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Decision', exact: true }).click();
    await page.getByRole('menuitemradio', { name: 'Denied' }).click();
    await row(page, 'read_file').waitFor({ state: 'detached' });
    await row(page, 'delete_file').waitFor();
    const { searchParams } = new URL(page.url());
    expect(Object.fromEntries(searchParams)).toEqual({ client: 'vscode', decision: 'denied' });

    await page.reload();
    await row(page, 'delete_file').waitFor();
    expect(await row(page, 'read_file').count()).toBe(0);
    await page.getByText('1 row found', { exact: true }).waitFor();
    await page.getByText(/^\d+ rows in all$/).waitFor();
    await page.getByRole('button', { name: 'Clear Decision' }).click();
    await page.getByText(/^\d+ rows found$/).waitFor();
    await row(page, 'read_file').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('no such text anywhere');
    await page.getByText('No rows match').waitFor();
    await page.getByRole('button', { name: 'Show the whole log' }).click();
    await row(page, 'codex').first().waitFor();
    expect(new URL(page.url()).search).toBe('?range=all');
    // The figures of the same stretch, and of each server and client.
    await page.getByRole('table', { name: 'Calls over time, allowed and refused' }).waitFor();
    await page.getByRole('button', { name: 'Per server and client' }).click();
    const stats = page.getByRole('dialog', { name: 'Per server and client' });
    await stats.getByRole('row', { name: /^files vscode 2 1/ }).waitFor();
  });
});

onEachHost('audit files', (spec) => {
  spec(
    'the log is verified, and exported to a file that proves itself',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const client = await installation.connect('vscode');
      await client.call('files__read_file');
      await client.call('files__delete_file');
      client.close();
      const page = await openControlCenter(given);
      await goTo(page, 'Audit');
      await page.getByRole('button', { name: 'Verify' }).click();
      const verified = page.getByRole('dialog', { name: /^Intact to #/ });
      await verified.getByText(/^Verified [\d,]+ rows/).waitFor();
      await verified.getByRole('button', { name: 'Close' }).last().click();
      await page.getByText(/rows, intact to #[\d,]+/).waitFor();

      await page.getByRole('button', { name: 'Export' }).click();
      const dialog = page.getByRole('dialog', { name: 'Export the audit log' });
      await dialog.getByText('The whole log').click();
      const path = await given.saveInto(installation.directory, () =>
        dialog.getByRole('button', { name: 'Export', exact: true }).click(),
      );
      await dialog.getByText(basename(path)).waitFor();
      const text = await readFile(path, 'utf8');
      const lines = text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const tools = lines.map(({ body }) => JSON.parse(body ?? '{}').item);
      expect(tools).toContain('read_file');
      expect(tools).toContain('delete_file');
      const sha256 = createHash('sha256').update(text).digest('hex');
      await dialog.getByTitle(sha256).waitFor();
      const check = installation.lmcp<{ ok: boolean }>('audit', 'verify', path);
      expect(check.ok).toBe(true);

      await dialog.getByText('CSV', { exact: true }).click();
      const csv = await given.saveInto(installation.directory, () =>
        dialog.getByRole('button', { name: 'Export again' }).click(),
      );
      expect(basename(csv)).toMatch(/^lmcp-audit-[\d-]+\.csv$/);
      await dialog.getByText(basename(csv)).waitFor();
      const table = await readFile(csv, 'utf8');
      expect(table).toContain('delete_file');
      // Exports are rows of the log, and what was handed out lies nowhere any more.
      expect(installation.rows('--kind', 'export.made')).toHaveLength(2);
    },
  );
});

inTheBrowser('a log that was cut', (spec) => {
  spec(
    'AD-9: a log that was cut says where, and a person acknowledges it with a reason',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const client = await installation.connect('vscode');
      for (let call = 0; call < 3; call++) await client.call('files__read_file');
      client.close();
      await installation.stopEngine();
      await cutLog(installation.directory, 3);
      await installation.serve();
      const page = await openControlCenter(given);
      await goTo(page, 'Audit');
      const alarm = page.getByRole('alert').filter({ hasText: 'Every token is held' });
      await alarm.waitFor();

      await page.getByRole('button', { name: 'Verify' }).click();
      const found = page.getByRole('dialog', {
        name: /^The log is another history than .* at row #/,
      });
      await found.getByText('it is not the row that the secret store remembers').waitFor();
      await found.getByText('forked').waitFor();
      await found.getByRole('button', { name: 'Export the log' }).click();
      await page.getByRole('dialog', { name: 'Export the audit log' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByText(/rows, broken at #\d+/).waitFor();

      await alarm.getByRole('button', { name: 'Acknowledge with a reason' }).click();
      const dialog = page.getByRole('dialog', { name: 'Acknowledge the other history' });
      await dialog.getByLabel('Reason').fill('a disk was restored');
      await dialog.getByRole('button', { name: 'Acknowledge', exact: true }).click();
      await alarm.waitFor({ state: 'detached' });
      // The pointer rests on the rows, so the new one waits until it leaves them.
      await page.getByRole('button', { name: '1 new row' }).waitFor();
      await page.mouse.move(0, 0);
      await row(page, 'Acknowledged').waitFor();
      expect(installation.rows('--kind', 'history.acknowledged')[0]).toMatchObject({
        reason: 'a disk was restored',
      });
      const again = await installation.connect('vscode');
      expect((await again.call('files__read_file')).error).toBeUndefined();
      again.close();
    },
  );
});
