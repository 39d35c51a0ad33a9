import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { overlap } from './overlap.ts';
import { busyRegistry } from './registries.ts';

const log = (page: Page) => page.getByRole('grid', { name: 'Audit log' });

inTheBrowser('rows that wait to be shown', (spec) => {
  for (const size of [
    { width: 1_280, height: 800 },
    { width: 900, height: 600 },
  ])
    spec(
      `are offered over nothing that is read or clicked, ${size.width} wide`,
      busyRegistry,
      async (given) => {
        const client = await given.installation.connect('vscode');
        for (let call = 0; call < 40; call++) await client.call('files__delete_file');
        const page = await openControlCenter(given);
        await page.setViewportSize(size);
        await goTo(page, 'Audit');
        const first = log(page).getByRole('row').nth(1);
        await first.click();
        const drawer = page.getByRole('complementary', { name: /^Row \d+/ });
        await drawer.waitFor();
        await log(page).evaluate((box) => box.scrollTo(0, 300));
        await client.call('files__read_file');
        const offer = page.getByRole('button', { name: /new rows?$|^Newest rows/ });
        await offer.waitFor();

        expect(await overlap(offer, log(page))).toBe(false);
        expect(await overlap(offer, drawer)).toBe(false);
        const head = page.getByRole('main').locator('header');
        for (const text of ['Audit', /rows in all$/])
          expect(await overlap(offer, head.getByText(text))).toBe(false);
        for (const name of ['Live', 'Verify', 'Export'])
          expect(await overlap(offer, page.getByRole('button', { name, exact: true }))).toBe(false);

        await offer.click();
        await log(page).getByRole('row').filter({ hasText: 'read_file' }).waitFor();
        expect(await log(page).evaluate((box) => box.scrollTop)).toBe(0);
        await offer.waitFor({ state: 'detached' });
        client.close();
      },
    );
});
