import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../find-chromium.ts';
import { Installation } from '../installation.ts';
import { openBusyOffice } from './busy-office.ts';
import { pictures } from './pictures.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const catchUpMs = 30_000;
const themes = ['light', 'dark'] as const;

/** Takes every picture in both themes. @param only the names of those to take; all without it. */
export async function takePictures(only: readonly string[]): Promise<string[]> {
  const found = findChromium();
  if (found === null) throw new Error('There is no Chromium on this machine.');
  await mkdir(folder, { recursive: true });
  const fresh = await Installation.make({}, join(tmpdir(), 'lmcp-fresh'));
  await fresh.serve();
  const office = await openBusyOffice(catchUpMs);
  const browser = await chromium.launch(found);
  try {
    const taken: string[] = [];
    for (const theme of themes) {
      for (const picture of pictures) {
        if (only.length > 0 && !only.includes(picture.name)) continue;
        const file = `${picture.name}-${theme}.png`;
        const shown = picture.isNew ? fresh : office;
        await takePicture(browser, shown, theme, picture, join(folder, file));
        taken.push(file);
      }
    }
    return taken;
  } finally {
    await browser.close();
    await office.remove();
    await fresh.remove();
  }
}

async function takePicture(
  browser: Browser,
  installation: Installation,
  colorScheme: 'light' | 'dark',
  { path, size, show }: (typeof pictures)[number],
  file: string,
): Promise<void> {
  const viewport = size ?? { width: 1_180, height: 760 };
  const context = await browser.newContext({ viewport, colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(installation.link());
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  if (path !== '/') await goTo(page, path);
  await show?.(page, installation);
  await page.evaluate('document.fonts.ready');
  await page.waitForLoadState('load');
  await settle(page);
  await page.screenshot({ path: file });
  await context.close();
}

/** Inside the page, so that the session stays. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.goto(new URL(`/ui${path}`, page.url()).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Until nothing says any more that it is being read. */
async function settle(page: Page): Promise<void> {
  await page.locator('[aria-busy=true]').first().waitFor({ state: 'detached' });
  await page.waitForTimeout(700);
}
