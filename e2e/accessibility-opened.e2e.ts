import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

/** What opens over or beside a view, and how a person gets there by role and name. */
const opened: readonly [what: string, view: string, open: (page: Page) => Promise<void>][] = [
  ['the palette', 'Overview', (page) => page.keyboard.press('Control+k')],
  ['the shortcuts', 'Overview', (page) => page.keyboard.press('?')],
  ['a server', 'Servers', (page) => page.getByRole('row', { name: /^files/ }).click()],
  [
    'the setup of a server',
    'Servers',
    async (page) => {
      await page.getByRole('row', { name: /^files/ }).click();
      await page.getByRole('tab', { name: 'Setup' }).click();
    },
  ],
  ['a new server', 'Servers', (page) => page.getByRole('button', { name: /^Add server/ }).click()],
  ['a client', 'Clients', (page) => page.getByRole('row', { name: /^codex/ }).click()],
  ['a new client', 'Clients', (page) => page.keyboard.press('n')],
  ['a snippet', 'Clients', (page) => page.getByRole('button', { name: 'Snippet' }).first().click()],
  [
    'the tools of a cell',
    'Access',
    async (page) => {
      await page.getByRole('gridcell').nth(1).focus();
      await page.keyboard.press('Enter');
    },
  ],
  [
    'staged changes',
    'Access',
    async (page) => {
      await page.getByRole('gridcell').first().focus();
      await page.keyboard.press('Space');
      await page.keyboard.press('Control+Enter');
      await page.getByRole('dialog').waitFor();
    },
  ],
  [
    'a row of the log',
    'Audit',
    async (page) => {
      await page.getByRole('row').filter({ hasText: 'Token rotated' }).first().click();
      await page
        .getByRole('complementary', { name: /^Row/ })
        .getByText(/^Verified/)
        .waitFor();
    },
  ],
  [
    'counts of each server and client',
    'Audit',
    (page) => page.getByRole('button', { name: 'Per server and client' }).click(),
  ],
  [
    'a verification',
    'Audit',
    async (page) => {
      await page.getByRole('button', { name: 'Verify' }).click();
      await page.getByRole('dialog', { name: /^Intact/ }).waitFor();
    },
  ],
  ['an export', 'Audit', (page) => page.getByRole('button', { name: 'Export' }).click()],
  ['an explanation', 'Access', (page) => page.getByRole('button', { name: /^Explain/ }).click()],
];

onEachHost('accessibility of what opens', (spec) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    spec(`axe finds nothing in what opens, ${colorScheme}`, busyRegistry, async (given) => {
      await given.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const page = await openControlCenter(given);
      given.installation.lmcp('client', 'rotate', 'vscode');
      for (const [what, view, open] of opened) {
        await goTo(page, view);
        await open(page);
        await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
        expect(await violations(page), what).toEqual([]);
        await page.keyboard.press('Escape');
        await page.getByRole('dialog').waitFor({ state: 'detached' });
        await page.goto(page.url().replace(/\?.*/, ''));
        await navigation(page).waitFor();
      }
    });
  }
});
