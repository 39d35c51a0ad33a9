import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter, viewTitles } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

/** WCAG 2.2 AA. */
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).withTags(rules).analyze();
  return found.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')}: ${node.failureSummary}`),
  );
}

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
});
