import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where the one browser of the run listens, or why there is none. */
    browser: { readonly endpoint: string } | { readonly missing: string };
  }
}

const places = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Starts one browser for all files; each test gets a context of its own in it. */
// biome-ignore lint/style/noDefaultExport: vitest takes a global setup from its file's default export.
export default async function startBrowser(project: TestProject) {
  const executablePath = places.find((place) => place !== '' && existsSync(place));
  if (executablePath === undefined) {
    project.provide('browser', { missing: 'there is no Chromium on this machine' });
    return () => undefined;
  }
  const server = await chromium.launchServer({
    executablePath,
    args: ['--disable-background-networking', '--disable-component-update', '--no-first-run'],
  });
  project.provide('browser', { endpoint: server.wsEndpoint() });
  return () => server.close();
}
