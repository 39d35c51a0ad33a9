import { expect } from 'vitest';
import { violations } from './axe.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter, viewTitles } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('accessibility', (spec) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    spec(`axe finds nothing in any view, ${colorScheme}`, busyRegistry, async (given) => {
      await given.page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const page = await openControlCenter(given);
      const views = await viewTitles(page);
      expect(views.length).toBeGreaterThanOrEqual(6);
      for (const view of views) {
        await goTo(page, view);
        expect(await violations(page), view).toEqual([]);
      }
    });
  }

  spec(
    'nothing needs sideways scrolling at 900 by 600, nor with text of 200 %',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      for (const { width, height, zoom } of [
        { width: 900, height: 600, zoom: 1 },
        { width: 1_180, height: 760, zoom: 2 },
      ]) {
        await page.setViewportSize({ width, height });
        await page.evaluate((size) => {
          document.documentElement.style.fontSize = `${size * 16}px`;
        }, zoom);
        for (const view of await viewTitles(page)) {
          await goTo(page, view);
          const beyond = await page.evaluate(() => ({
            page: document.documentElement.scrollWidth - innerWidth,
            main: Math.round(
              (document.querySelector('main')?.getBoundingClientRect().right ?? 0) - innerWidth,
            ),
          }));
          expect(beyond, `${view} at ${width} x ${height}, ${zoom}`).toEqual({ page: 0, main: 0 });
        }
      }
    },
  );
});
