import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('settings', (spec) => {
  spec(
    'MG-11: change at once, with an undo, in the file and on record',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      const { installation } = given;
      const file = () => readFile(join(installation.directory, 'registry.yaml'), 'utf8');
      await navigation(page).getByRole('link', { name: 'Settings' }).click();
      const rate = page.getByRole('textbox', { name: 'Calls per minute', exact: true });
      const before = await rate.inputValue();

      await rate.fill('many');
      await rate.press('Enter');
      await page.getByText('Enter a whole number from 0 to 1,000,000').waitFor();
      await rate.press('Escape');
      expect(await rate.inputValue()).toBe(before);

      await rate.fill('321');
      await rate.press('Enter');
      await page.getByText('Calls per minute: 321', { exact: true }).waitFor();
      expect(await file()).toContain('321');
      expect(installation.rows('--kind', 'registry.changed').length).toBeGreaterThan(0);

      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText(`Calls per minute: ${before}`, { exact: true }).waitFor();
      expect(await file()).not.toContain('321');
    },
  );

  spec('what takes a restart says so until it is in force', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await navigation(page).getByRole('link', { name: 'Settings' }).click();
    const durability = page.getByRole('combobox', { name: 'Durability' });
    await durability.selectOption('crash');
    await page.getByText('1 setting needs a restart: audit.durability.').waitFor();
    await durability.selectOption('power-loss');
    await page.getByText('1 setting needs a restart').waitFor({ state: 'detached' });
  });

  spec(
    'the port is the one that is served, and what set it is named',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      await navigation(page).getByRole('link', { name: 'Settings' }).click();
      const { url } = given.installation.lmcp<{ url: string }>('status');
      const endpoint = page.getByRole('region', { name: 'Endpoint' });
      await endpoint.getByText(new URL(url).port, { exact: true }).waitFor();
      await endpoint
        .getByText(/Set by --port on the command line.*the registry says 7345/)
        .waitFor();
      expect(await page.getByRole('textbox', { name: 'Port' }).count()).toBe(0);
    },
  );

  spec('a theme and the single keys belong to this window', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await navigation(page).getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('radio', { name: 'Dark' }).click();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('switch', { name: 'Shortcuts of a single key' }).click();
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.keyboard.press('g');
    await page.keyboard.press('o');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search or run' }).waitFor();
    await page.keyboard.press('Escape');
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Settings');
  });
});
