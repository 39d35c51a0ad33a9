import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { goTo, navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('the keyboard', (spec) => {
  spec('reaches every view, by letters, by Tab and by the palette', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    const letters = [
      ['s', 'Servers'],
      ['c', 'Clients'],
      ['a', 'Access'],
      ['u', 'Audit'],
      ['t', 'Settings'],
      ['o', 'Overview'],
    ] as const;
    for (const [letter, view] of letters) {
      await page.keyboard.press('g');
      await page.keyboard.press(letter);
      await page.getByRole('heading', { level: 1, name: view }).waitFor();
      const current = navigation(page).locator('[aria-current=page]');
      expect((await current.innerText()).trim()).toContain(view);
      await page.waitForFunction((title) => document.title === title, `${view} · LMCP`);
    }

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('audit');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Audit' }).waitFor();

    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    // Everything that takes the focus shows it, and the way round is finite.
    await page.locator('body').focus();
    const seen = new Set<string>();
    for (let presses = 0; presses < 60; presses++) {
      await page.keyboard.press('Tab');
      const focused = await page.evaluate(() => {
        const at = document.activeElement;
        if (at === null || at === document.body) return null;
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(at);
        const ring = (outlineStyle !== 'none' && outlineWidth !== '0px') || boxShadow !== 'none';
        return { name: at.textContent?.trim() ?? '', tag: at.tagName, ring };
      });
      if (focused === null) break;
      expect(focused.ring, `${focused.tag} ${focused.name}`).toBe(true);
      seen.add(focused.name);
    }
    for (const [, view] of letters)
      expect(
        [...seen].some((name) => name.startsWith(view)),
        view,
      ).toBe(true);
  });

  spec(
    'moves over rows, opens one, steps through its tabs and closes it',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      await page.keyboard.press('g');
      await page.keyboard.press('s');
      const rows = page.getByRole('grid').getByRole('row');
      await rows.nth(1).waitFor();
      await rows.nth(1).focus();
      await page.keyboard.press('j');
      await page.keyboard.press('k');
      await page.keyboard.press('Enter');
      const tabs = page.getByRole('tab');
      await tabs.first().waitFor();
      const selected = () => page.getByRole('tab', { selected: true }).innerText();
      const first = await selected();
      await page.keyboard.press(']');
      await expect.poll(selected).not.toBe(first);
      await page.keyboard.press('[');
      await expect.poll(selected).toBe(first);
      await page.keyboard.press('Escape');
      await tabs.first().waitFor({ state: 'detached' });
    },
  );

  spec(
    'leads into the rows from wherever nothing else has the keys',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      const row = () =>
        page.evaluate(() => document.activeElement?.getAttribute('data-row') ?? 'no row');
      for (const [letter, view, rows] of [
        ['s', 'Servers', ['echo', 'files']],
        ['c', 'Clients', ['vscode', 'codex']],
      ] as const) {
        const [first, second] = rows;
        await page.keyboard.press('g');
        await page.keyboard.press(letter);
        await page.getByRole('row', { name: first }).waitFor();
        await page.keyboard.press('ArrowDown');
        expect(await row()).toBe(first);
        await page.keyboard.press('ArrowDown');
        expect(await row()).toBe(second);

        // By the entry of the sidebar, which keeps the focus.
        await goTo(page, 'Settings');
        await goTo(page, view);
        await page.getByRole('row', { name: first }).waitFor();
        await page.keyboard.press('j');
        expect(await row()).toBe(first);

        // From the filter into what it left, or right to the first of it.
        await page.keyboard.press('/');
        await page.keyboard.type(second);
        await page.getByRole('row', { name: first }).waitFor({ state: 'detached' });
        await page.keyboard.press('ArrowDown');
        expect(await row()).toBe(second);
        await page.keyboard.press('/');
        await page.keyboard.press('Enter');
        const drawer = page.getByRole('complementary', { name: second });
        await drawer.waitFor();
        await page.keyboard.press('Escape');
        await drawer.waitFor({ state: 'detached' });
        await page.keyboard.press('ArrowUp');
        expect(await row()).toBe(second);

        // Not out of a drawer, which the arrows scroll.
        await page.keyboard.press('Enter');
        await drawer.getByRole('heading', { name: second }).click();
        await page.keyboard.press('ArrowDown');
        expect(await row()).toBe('no row');
        await page.keyboard.press('Escape');
        await drawer.waitFor({ state: 'detached' });
      }
      await page.keyboard.press('g');
      await page.keyboard.press('a');
      await page.getByRole('gridcell').first().waitFor();
      await page.keyboard.press('ArrowDown');
      await expect
        .poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-cell')))
        .toBe('0,0');
    },
  );

  spec(
    'the first row of the palette is selected also when it arrives late, unless a person moved on',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      const selected = page.getByRole('option', { selected: true });
      const late = async (): Promise<() => void> => {
        const { promise, resolve } = Promise.withResolvers<void>();
        await page.route('**/engine.overview', (route) => promise.then(() => route.continue()));
        await page.reload();
        await goTo(page, 'Clients');
        await page.keyboard.press('Control+k');
        await selected.filter({ hasNotText: 'no token' }).waitFor();
        return resolve;
      };
      const arrive = await late();
      arrive();
      await selected.filter({ hasText: 'vscode has no token' }).waitFor();
      await page.keyboard.press('Enter');
      await page.getByRole('complementary', { name: 'vscode' }).waitFor();

      const arriveAgain = await late();
      const first = await selected.innerText();
      await page.keyboard.press('ArrowDown');
      await selected.filter({ hasNotText: first }).waitFor();
      const second = await selected.innerText();
      arriveAgain();
      await page.getByRole('option', { name: /vscode has no token/ }).waitFor();
      expect(await selected.innerText()).toBe(second);
      // Another text, another first row.
      await page.keyboard.type('audit');
      await selected.filter({ hasText: 'Audit' }).waitFor();
    },
  );
});
