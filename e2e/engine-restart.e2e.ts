import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

/** The requests for files of the page that are not answered whole yet. */
function followAssets(page: Page): ReadonlySet<Request> {
  const underWay = new Set<Request>();
  page.on('request', (request) => {
    if (request.url().includes('/assets/')) underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  return underWay;
}

inTheBrowser('an engine that stops under the page', (spec) => {
  spec(
    'the page says so, pretends nothing, and asks for a new link once it is back',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      // What a view is made of is fetched ahead, so that it is there when the engine is not.
      const ahead = given.page.waitForResponse(/servers-view/);
      const underWay = followAssets(given.page);
      const page = await openControlCenter(given);
      await ahead;
      // Its parts are asked for with it, and may come after it.
      await expect.poll(() => underWay.size, { timeout: 10_000 }).toBe(0);
      const engine = page.getByRole('status', { name: 'Engine' });
      await engine.getByText('Running').waitFor();
      given.tolerate(
        /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|401/,
      );

      await installation.stopEngine();
      await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();
      await engine.getByText('Not answering').waitFor();
      await page.getByRole('button', { name: 'Show the last known state' }).click();
      await goTo(page, 'Servers');
      expect(await page.getByText(/not answering|last known|old/i).count()).toBeGreaterThan(0);

      await installation.serve();
      // The session died with the engine that had given it.
      await page.getByText('lmcp ui').first().waitFor();
      await openControlCenter(given);
      await engine.getByText('Running').waitFor();
    },
  );
});
