import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { parse, stringify } from 'yaml';
import { violations } from './axe.ts';
import type { Installation } from './installation.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const registryOf = ({ directory }: Installation) => join(directory, 'registry.yaml');

async function managementIn(installation: Installation): Promise<boolean | undefined> {
  return parse(await readFile(registryOf(installation), 'utf8')).lmcp?.management_http;
}

/** The question that stands before the page ends itself. */
async function askToTurnOff(page: Page) {
  await goTo(page, 'Settings');
  const control = page.getByRole('switch', { name: 'Management over HTTP' });
  expect(await control.getAttribute('aria-checked')).toBe('true');
  await control.click();
  const dialog = page.getByRole('dialog', { name: 'Turn off management over HTTP?' });
  await dialog.getByText('This page ends at once').waitFor();
  return { control, dialog };
}

inTheBrowser('management over HTTP', (spec) => {
  spec(
    'MG-8 MG-5: turned off after a word and a consent; the page says so, and comes back by the registry',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      const { installation } = given;
      given.tolerate(/40[134]|ERR_INCOMPLETE_CHUNKED_ENCODING/);
      const { control, dialog } = await askToTurnOff(page);
      await dialog.getByText('management_http: true').waitFor();

      await dialog.getByRole('button', { name: 'Keep it on' }).click();
      await dialog.waitFor({ state: 'detached' });
      expect(await control.getAttribute('aria-checked')).toBe('true');
      expect(await managementIn(installation)).toBeUndefined();

      await control.click();
      await dialog.getByRole('button', { name: 'Turn off and end this page' }).click();
      await dialog.getByRole('region', { name: 'Second consent' }).waitFor();
      expect(await managementIn(installation)).toBeUndefined();
      const { waiting } = installation.lmcp<{ waiting: { code: string; lines: string[] }[] }>(
        'consent',
      );
      expect(waiting[0]?.lines.join('\n')).toContain('management_http: false');
      await dialog.getByLabel('Code').fill(waiting[0]?.code ?? '');
      await dialog.getByRole('button', { name: 'Allow this' }).click();

      await page.getByRole('heading', { name: 'Management over HTTP is off' }).waitFor();
      expect(await managementIn(installation)).toBe(false);
      expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
      const origin = `http://127.0.0.1:${installation.port}`;
      expect((await fetch(`${origin}/ui/`)).status).toBe(404);
      // Clients are not concerned.
      const client = await installation.connect('vscode');
      expect((await client.call('echo__echo', { text: 'still here' })).error).toBeUndefined();
      client.close();

      const registry = parse(await readFile(registryOf(installation), 'utf8'));
      registry.lmcp.management_http = true;
      await writeFile(registryOf(installation), stringify(registry), { mode: 0o600 });
      await page.getByRole('heading', { name: /with a link/ }).waitFor();
      await openControlCenter(given);
      await goTo(page, 'Settings');
      expect(await control.getAttribute('aria-checked')).toBe('true');
    },
  );

  for (const colorScheme of ['light', 'dark'] as const) {
    spec(`axe finds nothing on the way out, ${colorScheme}`, busyRegistry, async (given) => {
      await given.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const page = await openControlCenter(given);
      given.tolerate(/40[34]|ERR_INCOMPLETE_CHUNKED_ENCODING/);
      const { dialog } = await askToTurnOff(page);
      expect(await violations(page), 'the question').toEqual([]);
      await dialog.getByRole('button', { name: 'Turn off and end this page' }).click();
      await dialog.getByRole('region', { name: 'Second consent' }).waitFor();
      expect(await violations(page), 'the consent').toEqual([]);
      const registry = { ...busyRegistry, version: 1, lmcp: { management_http: false } };
      await writeFile(registryOf(given.installation), stringify(registry), { mode: 0o600 });
      await page.getByRole('heading', { name: 'Management over HTTP is off' }).waitFor();
      expect(await violations(page), 'the way back').toEqual([]);
    });
  }
});
