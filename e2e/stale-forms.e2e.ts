import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { violations } from './axe.ts';
import type { Installation } from './installation.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const registry: RegistryInput = {
  ...busyRegistry,
  lmcp: { limits: { rpm: 600 } },
  clients: {
    codex: { app: 'codex', allow_servers: ['echo'], rate_limit_rpm: 100, accept: ['sampling'] },
  },
};

inTheBrowser('a form over a registry that changed', (spec) => {
  spec(
    'MG-9: a limit that was typed is refused with the difference, kept, and saved on top',
    registry,
    async (given) => {
      const { page, installation } = await openClient(given);
      const limit = page.getByRole('textbox', { name: 'Calls per minute' });
      await limit.fill('200');
      await learn(page, 'clients.list', () => byHand(installation, '"rate_limit_rpm":100', 5));
      expect(await limit.inputValue()).toBe('200');
      await page.getByRole('button', { name: 'Save the limit' }).click();

      await page.getByText('The registry changed in the meantime.').waitFor();
      await page.getByText('clients.codex.rate_limit_rpm: 100 -> 5').waitFor();
      expect(await text(installation)).toContain('"rate_limit_rpm":5');
      expect(await limit.inputValue()).toBe('200');
      expect(await violations(page)).toEqual([]);

      // The focus of who pressed the button, which is off now, is on the way on.
      const goOn = page.getByRole('button', { name: 'Go on with my change' });
      expect(await goOn.evaluate((button) => button === document.activeElement)).toBe(true);
      await page.keyboard.press('Enter');
      await page.getByRole('button', { name: 'Save the limit' }).click();
      await page.getByRole('button', { name: 'Save the limit' }).waitFor({ state: 'detached' });
      expect(limitInForce(installation)).toBe(200);

      // Emptied, the limit is that of the settings again.
      await limit.fill('');
      await page.getByRole('button', { name: 'Take the limit back' }).click();
      await page
        .getByRole('button', { name: 'Take the limit back' })
        .waitFor({ state: 'detached' });
      expect(limitInForce(installation)).toBeUndefined();
      expect(await limit.inputValue()).toBe('');
    },
  );

  spec(
    'MG-9: a switch over an old list brings no withdrawn permission back',
    registry,
    async (given) => {
      const { page, installation } = await openClient(given);
      const folders = page.getByRole('switch', { name: 'Servers may see its folders' });
      const model = page.getByRole('switch', { name: 'Servers may use its model' });
      const catchUp = await holdBack(page, 'clients.list');
      await byHand(installation, '"accept":["sampling"]', []);
      await folders.click();
      await page.getByText('Nothing was written. What is there now is shown.').waitFor();
      await page.getByText(/clients\.codex\.accept: - .?sampling/).waitFor();
      expect(await text(installation)).toContain('"accept":[]');

      await catchUp();
      await model.and(page.locator('[data-state=unchecked]')).waitFor();
      await folders.click();
      await folders.and(page.locator('[data-state=checked]')).waitFor();
      expect(await model.getAttribute('aria-checked')).toBe('false');
      expect(printed(installation).clients.codex).toMatchObject({ accept: ['roots'] });
    },
  );

  spec(
    'MG-9: the setup of a server keeps what was typed and takes over what changed beside it',
    registry,
    async (given) => {
      const { installation } = given;
      given.tolerate(/412/);
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^echo/ }).click();
      await page.getByRole('tab', { name: 'Setup' }).click();
      const description = page.getByLabel('Description');
      await description.fill('Typed here');
      await learn(page, 'servers.get', () =>
        byHand(installation, '"description":"Says what it is told"', 'Says","trust":"review'),
      );
      expect(await description.inputValue()).toBe('Typed here');
      await page.getByRole('button', { name: 'Save echo' }).click();
      await page.getByText('The registry changed in the meantime.').waitFor();
      await page.getByText('servers.echo.trust').waitFor();
      await page.getByRole('button', { name: 'Go on with my change' }).click();
      await page.getByRole('button', { name: 'Save echo' }).click();
      await page.getByText(/^echo is saved/).waitFor();
      const { servers } = printed(installation);
      expect(servers.echo).toMatchObject({ description: 'Typed here', trust: 'review' });
    },
  );

  spec(
    'MG-9: the setup of a server is held against what it was typed over, however often it was left',
    registry,
    async (given) => {
      const { installation } = given;
      given.tolerate(/412/);
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      const open = (name: RegExp) => page.getByRole('row', { name }).click();
      await open(/^echo/);
      await page.getByRole('tab', { name: 'Setup' }).click();
      await page.getByLabel('Description').fill('Typed here');
      await open(/^files/);
      await page.getByRole('complementary', { name: 'files' }).waitFor();
      await byHand(installation, '"description":"Says what it is told"', 'Says","trust":"review');
      await open(/^echo/);
      await page.getByRole('tab', { name: 'Setup' }).click();
      await page.getByRole('button', { name: 'Save echo' }).click();
      await page.getByText('The registry changed in the meantime.').waitFor();
      await page.getByText('servers.echo.trust').waitFor();
      await page.getByRole('button', { name: 'Go on with my change' }).click();
      await page.getByRole('button', { name: 'Save echo' }).click();
      await page.getByText(/^echo is saved/).waitFor();
      const { servers } = printed(installation);
      expect(servers.echo).toMatchObject({ description: 'Typed here', trust: 'review' });
    },
  );

  spec(
    'MG-9: a setting that was typed is refused with the difference and saved on top',
    registry,
    async (given) => {
      const { installation } = given;
      given.tolerate(/412/);
      const page = await openControlCenter(given);
      await goTo(page, 'Settings');
      const rate = page.getByRole('textbox', { name: 'Calls per minute', exact: true });
      await rate.fill('321');
      await learn(page, 'engine.settings', () => byHand(installation, '"rpm":600', 50));
      expect(await rate.inputValue()).toBe('321');
      await rate.press('Enter');
      await page.getByText('lmcp.limits.rpm: 600 -> 50').waitFor();
      expect(await text(installation)).toContain('"rpm":50');
      expect(await rate.inputValue()).toBe('321');
      await page.getByRole('button', { name: 'Save mine on top' }).click();
      await page.getByText('Calls per minute: 321', { exact: true }).waitFor();
      expect(printed(installation).lmcp).toMatchObject({ limits: { rpm: 321 } });
    },
  );

  spec(
    'MG-9: a client is added and one removed only after what changed was read',
    registry,
    async (given) => {
      const { installation } = given;
      given.tolerate(/412/);
      const page = await openControlCenter(given);
      await goTo(page, 'Clients');
      await page.keyboard.press('n');
      const adding = page.getByRole('dialog', { name: 'Add a client' });
      await adding.getByLabel('Name', { exact: true }).fill('mine');
      await learn(page, 'clients.list', () => byHand(installation, '"rate_limit_rpm":100', 5));
      await adding.getByRole('button', { name: 'Add client' }).click();
      await adding.getByText('clients.codex.rate_limit_rpm: 100 -> 5').waitFor();
      expect(await adding.getByLabel('Name', { exact: true }).inputValue()).toBe('mine');
      await adding.getByRole('button', { name: 'Go on with my change' }).click();
      await adding.getByRole('button', { name: 'Add client' }).click();
      await page
        .getByRole('dialog', { name: 'mine is registered' })
        .getByRole('button', { name: 'Done' })
        .click();

      await page.getByRole('button', { name: 'More for codex' }).click();
      await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
      const removing = page.getByRole('dialog', { name: 'Remove codex?' });
      await removing.waitFor();
      await learn(page, 'clients.list', async () => {
        installation.lmcp('client', 'allow', 'codex', 'files');
      });
      await removing.getByRole('button', { name: 'Remove codex' }).click();
      await removing.getByText('The registry changed in the meantime.').waitFor();
      expect(Object.keys(printed(installation).clients)).toContain('codex');
      await removing.getByRole('button', { name: 'Go on with my change' }).click();
      await removing.getByRole('button', { name: 'Remove codex' }).click();
      await removing.waitFor({ state: 'detached' });
      expect(Object.keys(printed(installation).clients)).toEqual(['mine']);
    },
  );
});

async function openClient(given: Parameters<typeof openControlCenter>[0] & TolerantSpec) {
  given.tolerate(/412/);
  const page = await openControlCenter(given);
  await goTo(page, 'Clients');
  await page.getByRole('row', { name: /^codex/ }).click();
  await page.getByRole('complementary', { name: 'codex' }).waitFor();
  return { page, installation: given.installation };
}

interface TolerantSpec {
  readonly installation: Installation;
  tolerate(pattern: RegExp): void;
}

const fileOf = ({ directory }: Installation) => join(directory, 'registry.yaml');
const text = (installation: Installation) => readFile(fileOf(installation), 'utf8');

/** Somebody writes another value for the key into the file. */
async function byHand(installation: Installation, from: string, value: unknown): Promise<void> {
  const before = await text(installation);
  expect(before).toContain(from);
  const key = from.slice(0, from.indexOf(':'));
  const written = typeof value === 'string' ? `"${value}"` : JSON.stringify(value);
  await writeFile(fileOf(installation), before.replace(from, `${key}:${written}`));
}

/** Does it, and waits until the page has read it: what it shows is newer than what was typed over. */
async function learn(page: Page, method: string, change: () => Promise<unknown>): Promise<void> {
  const read = page.waitForResponse((response) => response.url().endsWith(`/${method}`));
  await change();
  await (await read).finished();
}

/** From now on the page waits for the answers of this method. Returns what lets it catch up. */
async function holdBack(page: Page, method: string): Promise<() => Promise<void>> {
  const pattern = `**/api/v1/${method}`;
  const waiting: Route[] = [];
  await page.route(pattern, (route) => void waiting.push(route));
  return async () => {
    await page.unroute(pattern);
    // A question that was asked anew in the meantime is given up.
    for (const route of waiting) await route.continue().catch(() => undefined);
  };
}

interface Printed {
  readonly lmcp: Record<string, unknown>;
  readonly servers: Record<string, unknown>;
  readonly clients: Record<string, { rate_limit_rpm?: number }>;
}

const printed = (installation: Installation) => installation.lmcp<Printed>('print-config');

const limitInForce = (installation: Installation) =>
  printed(installation).clients.codex?.rate_limit_rpm;
