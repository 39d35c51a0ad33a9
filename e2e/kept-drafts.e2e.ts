import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { violations } from './axe.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const openRow = async (page: Page, name: string) => {
  await page.getByRole('row', { name: new RegExp(`^${name}`) }).click();
  await page.getByRole('complementary', { name }).waitFor();
};

inTheBrowser('what is typed in a drawer', (spec) => {
  spec(
    'is there again after a look at another server and another view',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      const setup = page.getByRole('tab', { name: 'Setup' });
      const unsaved = page.getByRole('tab', { name: 'Setup not saved' });
      const description = page.getByLabel('Description');
      await openRow(page, 'files');
      await setup.click();
      await description.fill('Typed and not saved');

      await openRow(page, 'echo');
      await setup.click();
      expect(await description.inputValue()).toBe('Says what it is told');
      expect(await unsaved.count()).toBe(0);
      await openRow(page, 'files');
      await unsaved.waitFor();
      expect(await violations(page)).toEqual([]);
      await goTo(page, 'Audit');
      await goTo(page, 'Servers');
      await openRow(page, 'files');
      await unsaved.click();
      expect(await description.inputValue()).toBe('Typed and not saved');

      await page.getByRole('button', { name: 'Save files' }).click();
      await page.getByText(/^files is saved/).waitFor();
      await unsaved.waitFor({ state: 'detached' });
      const { servers } = given.installation.lmcp<{ servers: object }>('print-config');
      expect(servers).toMatchObject({ files: { description: 'Typed and not saved' } });

      await description.fill('Something else');
      await unsaved.waitFor();
      await page.keyboard.press('Escape');
      await page.keyboard.press('Escape');
      await page.getByRole('complementary', { name: 'files' }).waitFor({ state: 'detached' });
      await openRow(page, 'files');
      await unsaved.click();
      await page.getByRole('button', { name: 'Discard' }).click();
      await unsaved.waitFor({ state: 'detached' });
      await openRow(page, 'echo');
      await openRow(page, 'files');
      await setup.click();
      expect(await description.inputValue()).toBe('Typed and not saved');
    },
  );

  spec('goes with the server that was removed', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    await openRow(page, 'files');
    await page.getByRole('tab', { name: 'Setup' }).click();
    await page.getByLabel('Description').fill('Of the one that goes');
    await page.getByRole('button', { name: 'More for files' }).click();
    await page.getByRole('menuitem', { name: 'Remove', exact: true }).click();
    const dialog = page.getByRole('dialog', { name: /^Remove files/ });
    await dialog.getByRole('button', { name: 'Remove files' }).click();
    await dialog.waitFor({ state: 'detached' });
    given.installation.lmcp('server', 'add', 'files', '--url', 'http://127.0.0.1:9/mcp');
    await openRow(page, 'files');
    await page.getByRole('tab', { name: 'Setup', exact: true }).click();
    expect(await page.getByLabel('Description').inputValue()).toBe('');
  });

  spec('is there again after a look at another client', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Clients');
    const limit = page.getByRole('textbox', { name: 'Calls per minute' });
    const save = page.getByRole('button', { name: 'Save the limit' });
    await openRow(page, 'codex');
    await limit.fill('77');
    await openRow(page, 'vscode');
    expect(await limit.inputValue()).toBe('');
    await openRow(page, 'codex');
    expect(await limit.inputValue()).toBe('77');
    await save.click();
    await save.waitFor({ state: 'detached' });
    await openRow(page, 'vscode');
    await openRow(page, 'codex');
    expect(await limit.inputValue()).toBe('77');
    expect(await save.count()).toBe(0);
  });
});
