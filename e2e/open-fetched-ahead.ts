import type { Page, Request } from 'playwright-core';
import { expect } from 'vitest';
import type { Spec } from './on-each-host.ts';
import { openControlCenter } from './open-control-center.ts';

/** Brings the page to its first view, and waits until everything that may be opened has been fetched. */
export async function openFetchedAhead(spec: Spec): Promise<Page> {
  const ahead = spec.page.waitForResponse(/shortcuts-dialog/);
  const underWay = followAssets(spec.page);
  const page = await openControlCenter(spec);
  await ahead;
  // Its parts are asked for with it, and may come after it.
  await expect.poll(() => underWay.size, { timeout: 10_000 }).toBe(0);
  return page;
}

/** The requests for files of the page that are not answered whole yet. */
function followAssets(page: Page): ReadonlySet<Request> {
  const underWay = new Set<Request>();
  page.on('request', (request) => {
    if (request.url().includes('/assets/')) underWay.add(request);
  });
  page.on('requestfinished', (request) => underWay.delete(request));
  return underWay;
}
