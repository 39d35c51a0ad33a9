import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../find-chromium.ts';
import { Installation } from '../installation.ts';
import { openBusyOffice } from './busy-office.ts';
import { type Picture, pictures } from './pictures.ts';

const folder = join(import.meta.dirname, '..', '..', 'docs', 'screenshots');
const catchUpMs = 30_000;
const usualSize = { width: 1_180, height: 760 };
const themes = ['light', 'dark'] as const;

/** Takes every picture in both themes. @param only the names of those to take; all without it. */
export async function takePictures(only: readonly string[]): Promise<string[]> {
  const found = findChromium();
  if (found === null) throw new Error('There is no Chromium on this machine.');
  await mkdir(folder, { recursive: true });
  const fresh = await Installation.make({});
  const { installation, goOn } = await openBusyOffice(catchUpMs);
  const browser = await chromium.launch(found);
  try {
    await fresh.serve();
    const taken: string[] = [];
    for (const theme of themes) {
      // One login for all of them: each is a row of the log.
      const office = await openPage(browser, installation, theme);
      await goOn();
      for (const picture of pictures) {
        if (only.length > 0 && !only.includes(picture.name)) continue;
        const file = `${picture.name}-${theme}.png`;
        if (picture.isNew) {
          const page = await openPage(browser, fresh, theme);
          await takePicture(page, fresh, picture, file);
          await page.context().close();
        } else await takePicture(office, installation, picture, file);
        taken.push(file);
      }
      await office.context().close();
    }
    return taken;
  } finally {
    await browser.close();
    await installation.remove();
    await fresh.remove();
  }
}

/** A page that is logged in. */
async function openPage(
  browser: Browser,
  installation: Installation,
  colorScheme: 'light' | 'dark',
): Promise<Page> {
  const context = await browser.newContext({ colorScheme, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  await page.goto(installation.link());
  await page.getByRole('navigation', { name: 'Views' }).waitFor();
  return page;
}

async function takePicture(
  page: Page,
  installation: Installation,
  { path, size, show }: Picture,
  file: string,
): Promise<void> {
  await page.setViewportSize(size ?? usualSize);
  await goTo(page, path);
  await show?.(page, installation);
  await page.evaluate('document.fonts.ready');
  await settle(page);
  await page.screenshot({ path: join(folder, file) });
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
