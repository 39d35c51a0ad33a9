import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { overlap } from './overlap.ts';
import { busyRegistry } from './registries.ts';

const toastOf = (page: Page, text: RegExp) => page.getByRole('listitem').filter({ hasText: text });

inTheBrowser('toasts', (spec) => {
  for (const size of [
    { width: 1_280, height: 800 },
    { width: 900, height: 600 },
  ])
    spec(
      `lie neither over a drawer nor over a dialog, ${size.width} wide`,
      busyRegistry,
      async (given) => {
        const page = await openControlCenter(given);
        await page.setViewportSize(size);
        await goTo(page, 'Servers');
        await page.getByRole('row', { name: /^files/ }).click();
        await page.getByRole('tab', { name: 'Setup' }).click();
        await page.getByLabel('Description').fill('Files of the project');
        await page.getByRole('button', { name: 'Save files' }).click();
        const toast = toastOf(page, /files is saved/);
        await toast.waitFor();
        expect(await overlap(toast, page.getByRole('complementary', { name: 'files' }))).toBe(
          false,
        );
        expect(await overlap(toast, page.getByRole('navigation', { name: 'Views' }))).toBe(false);

        await page.getByRole('button', { name: 'Add server' }).click();
        await page.getByRole('dialog').waitFor();
        // A dialog is in front of it: what is uppermost there is the dialog or what dims the page.
        const shown = page.locator('li').filter({ hasText: 'files is saved' });
        await shown.waitFor();
        const isInFront = await shown.evaluate((item) => {
          const { x, y } = item.getBoundingClientRect();
          return item.contains(document.elementFromPoint(x + 8, y + 8));
        });
        expect(isInFront).toBe(false);
      },
    );
});
