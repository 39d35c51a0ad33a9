import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';
import { findChromium } from './find-chromium.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of the run listens, or why there is none. */
    browser: { readonly endpoint: string } | { readonly missing: string };
  }
}

/** Starts one browser for all files; each test gets a context of its own in it. */
// biome-ignore lint/style/noDefaultExport: vitest takes a global setup from its file's default export.
export default async function startBrowser(project: TestProject) {
  const found = findChromium();
  if (found === null) {
    project.provide('browser', { missing: 'there is no Chromium on this machine' });
    return () => undefined;
  }
  const server = await chromium.launchServer(found);
  project.provide('browser', { endpoint: server.wsEndpoint() });
  return () => server.close();
}
