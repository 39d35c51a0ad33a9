import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('lists of what is registered', (spec) => {
  for (const { view, many, one, known } of [
    { view: 'Servers', many: 'servers', one: 'server', known: 'files' },
    { view: 'Clients', many: 'clients', one: 'client', known: 'codex' },
  ]) {
    spec(`${many} are filtered by text, and nothing found says so`, busyRegistry, async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, view);
      const rows = page
        .getByRole('grid', { name: view })
        .or(page.getByRole('table', { name: view }));
      await rows.waitFor();
      await page.keyboard.press('/');
      await page.keyboard.type(known.toUpperCase());
      await rows.getByRole('row', { name: new RegExp(`^${known}`) }).waitFor();
      // The head of the columns, and the one that matches.
      await expect.poll(() => rows.getByRole('row').count()).toBe(2);
      await page.keyboard.type('!');
      await page.getByRole('heading', { name: `No ${many} match` }).waitFor();
      await page.getByRole('button', { name: 'Clear the filter' }).click();
      await expect.poll(() => rows.getByRole('row').count()).toBe(3);
    });

    spec(`without ${many} the view says what one is, and adds it`, {}, async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, view);
      await page.getByRole('heading', { name: `No ${many} are registered` }).waitFor();
      expect(await page.getByRole('searchbox').count()).toBe(0);
      await page.getByRole('button', { name: `Add a ${one}` }).click();
      await page.getByRole('dialog', { name: `Add a ${one}` }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page
        .getByRole('option', { name: `Add a ${one}` })
        .first()
        .click();
      await page.getByRole('dialog', { name: `Add a ${one}` }).waitFor();
    });
  }
});
