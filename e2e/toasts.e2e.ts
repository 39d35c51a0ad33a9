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

  spec('leave with one Esc, and what is below them with the next', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: /^files/ }).click();
    await page.getByRole('tab', { name: 'Setup' }).click();
    const drawer = page.getByRole('complementary', { name: 'files' });
    const toast = toastOf(page, /files is saved/);
    const save = async (description: string) => {
      await page.getByLabel('Description').fill(description);
      await page.getByRole('button', { name: 'Save files' }).click();
    };
    await save('Files of the project');
    await toast.waitFor();
    await save('Files of the office');
    await expect.poll(() => toast.count()).toBe(2);
    await page.keyboard.press('Escape');
    await expect.poll(() => toast.count()).toBe(1);
    expect(await drawer.isVisible()).toBe(true);

    // Also where the toast itself has the focus.
    await page.keyboard.press('F8');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Escape');
    await expect.poll(() => toast.count()).toBe(0);
    expect(await drawer.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
  });

  spec('leave with one Esc before what is typed in a field', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Settings');
    const rate = page.getByRole('textbox', { name: 'Calls per minute', exact: true });
    const before = await rate.inputValue();
    await rate.fill('321');
    await rate.press('Enter');
    const toast = toastOf(page, /Calls per minute: 321/);
    await toast.waitFor();
    await rate.fill('654');
    await rate.press('Escape');
    await toast.waitFor({ state: 'detached' });
    expect(await rate.inputValue()).toBe('654');
    await rate.press('Escape');
    expect(await rate.inputValue()).toBe('321');

    await rate.fill(before);
    await rate.press('Enter');
    await toastOf(page, /Calls per minute/).waitFor();
    await goTo(page, 'Servers');
    const filter = page.getByRole('searchbox', { name: 'Filter servers' });
    await filter.fill('files');
    await filter.press('Escape');
    await toastOf(page, /Calls per minute/).waitFor({ state: 'detached' });
    expect(await filter.inputValue()).toBe('files');
    await filter.press('Escape');
    expect(await filter.inputValue()).toBe('');
  });
});
