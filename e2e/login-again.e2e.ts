import type { Page, Route } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

/** Holds the answers of a method back until the returned function is called. */
async function holdBack(page: Page, method: string): Promise<() => void> {
  const held: Route[] = [];
  let isHolding = true;
  await page.route(`**/api/v1/${method}`, async (route) => {
    if (isHolding) held.push(route);
    else await route.continue();
  });
  return () => {
    isHolding = false;
    for (const route of held) void route.continue();
  };
}

async function paste(page: Page, link: string): Promise<void> {
  await page.getByRole('textbox', { name: /paste the link/ }).fill(link);
  await page.keyboard.press('Enter');
}

inTheBrowser('a tab that was logged out', (spec) => {
  spec(
    'AU-8 MG-3: after a new login nothing is shown that was read before it',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      const { installation } = given;
      await goTo(page, 'Clients');
      await page.getByRole('row', { name: /^codex/ }).waitFor();
      given.tolerate(/401/);
      installation.lmcp('management', 'rotate');
      await page.getByRole('heading', { name: /with a link/ }).waitFor();
      expect(await violations(page)).toEqual([]);
      installation.lmcp('client', 'remove', 'codex');

      const release = await holdBack(page, 'clients.list');
      const asked = page.waitForRequest('**/api/v1/clients.list');
      await paste(page, installation.link());
      await asked;
      expect(await page.getByRole('row', { name: /^codex/ }).isVisible()).toBe(false);
      await page.getByText('Reading again what was open').waitFor();
      release();
      await page.getByRole('row', { name: /^vscode/ }).waitFor();
      expect(await page.getByRole('row', { name: /^codex/ }).count()).toBe(0);
      expect(await page.getByRole('heading', { name: /with a link/ }).count()).toBe(0);
    },
  );

  spec(
    'MG-5: no request that waits for a consent stands over the login',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      given.tolerate(/40[13]/);
      await goTo(page, 'Settings');
      const address = page.getByRole('textbox', { name: 'Address', exact: true });
      await address.fill('localhost');
      await address.press('Enter');
      await page.getByRole('region', { name: 'Second consent' }).waitFor();
      given.installation.lmcp('management', 'rotate');
      await page.getByRole('heading', { name: /with a link/ }).waitFor();
      await page.getByRole('dialog').waitFor({ state: 'detached', timeout: 2_000 });
      await paste(page, given.installation.link());
      await navigation(page).waitFor();
      expect(await page.getByRole('dialog').count()).toBe(0);
      expect(await address.inputValue()).toBe('localhost');
    },
  );

  spec(
    'what was typed is there again after longer than answers are kept, and can be forgotten',
    busyRegistry,
    async (given) => {
      await given.page.clock.install();
      const page = await openControlCenter(given);
      const { installation } = given;
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^files/ }).click();
      await page.getByRole('tab', { name: 'Setup' }).click();
      const description = page.getByLabel('Description');
      await description.fill('Files of the project');
      await page.getByRole('button', { name: 'Save files' }).click();
      await page
        .getByText(/^files is saved/)
        .first()
        .waitFor();
      await description.fill('half-typed');
      given.tolerate(/401/);
      installation.lmcp('management', 'rotate');
      await page.getByRole('heading', { name: /with a link/ }).waitFor();
      expect(await page.getByText(/^files is saved/).count()).toBe(0);
      await page.clock.fastForward('30:00');
      await paste(page, installation.link());
      await navigation(page).waitFor();
      expect(await description.inputValue()).toBe('half-typed');

      installation.lmcp('management', 'rotate');
      await page.getByText('What was open, and what you typed there').waitFor();
      await page.getByRole('button', { name: 'Forget it' }).click();
      await page
        .getByText('What was open, and what you typed there')
        .waitFor({ state: 'detached' });
      expect(await page.content()).not.toContain('half-typed');
      expect(await page.content()).not.toContain('vscode');
    },
  );
});
