import { gzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { navigation, openControlCenter } from './open-control-center.ts';
import { openFetchedAhead } from './open-fetched-ahead.ts';
import { busyRegistry } from './registries.ts';

const startScriptBytes = 200_000;
/** The first of what is fetched ahead. */
const fetchedAhead = /\/servers-view-[\w-]{8}\.js$/;

inTheBrowser('the start of the page', (spec) => {
  spec(
    'takes at most 200 kB of script, compressed; the views come later',
    busyRegistry,
    async (given) => {
      // One second after the first view stands the others are fetched, beginning with this one.
      const later = given.page.waitForResponse(/servers-view/);
      const page = await openControlCenter(given);
      await later;
      const urls = await page.evaluate(() =>
        performance
          .getEntriesByType('resource')
          .map(({ name }) => name)
          .filter((name) => name.endsWith('.js')),
      );
      const atStart = urls.slice(
        0,
        urls.findIndex((url) => fetchedAhead.test(url)),
      );
      expect(atStart.join()).toContain('overview-view');
      const answers = await Promise.all(atStart.map((url) => page.request.get(url)));
      const bodies = await Promise.all(answers.map((answer) => answer.body()));
      const bytes = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0);
      expect(bytes).toBeGreaterThan(50_000);
      expect(bytes).toBeLessThanOrEqual(startScriptBytes);
    },
  );

  spec('loads nothing from anywhere else', busyRegistry, async (given) => {
    const { page, installation } = given;
    const asked = new Set<string>();
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await openControlCenter(given);
    await page.getByRole('heading', { level: 1, name: 'Overview' }).waitFor();
    expect([...asked]).toEqual([`http://127.0.0.1:${installation.port}`]);
  });

  spec(
    'a view that was fetched ahead stands at once at its first visit',
    busyRegistry,
    async (given) => {
      const page = await openFetchedAhead(given);
      for (const view of ['Servers', 'Clients', 'Audit', 'Access', 'Settings']) {
        const link = navigation(page).getByRole('link', { name: view });
        const tookMs = await link.evaluate(async (element, title) => {
          const startMs = performance.now();
          if (element instanceof HTMLElement) element.click();
          while (document.querySelector('h1')?.textContent !== title)
            await new Promise(requestAnimationFrame);
          return performance.now() - startMs;
        }, view);
        // Well under what React holds back of that which suspends.
        expect(tookMs, view).toBeLessThan(250);
      }
    },
  );
});
