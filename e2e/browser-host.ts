import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { inject } from 'vitest';
import type { Host } from './host.ts';

/** The size for which the views are drawn. */
const viewport = { width: 1_180, height: 760 };
const patienceMs = 15_000;

/** The headless engine, in the browser that all files share. */
export function browserHost(): Host {
  const found = inject('browser');
  let connected: Promise<Browser> | null = null;
  return {
    name: 'browser',
    unavailable: () => ('missing' in found ? found.missing : null),
    open: async (installation) => {
      if ('missing' in found) throw new Error(found.missing);
      await installation.serve();
      connected ??= chromium.connect(found.endpoint);
      const browser = await connected;
      const context = await browser.newContext({ viewport, reducedMotion: 'reduce' });
      context.setDefaultTimeout(patienceMs);
      const page = await context.newPage();
      return {
        page,
        pasted: () => pasteElsewhere(context),
        saveInto: async (directory, act) => {
          const [download] = await Promise.all([page.waitForEvent('download'), act()]);
          const path = join(directory, download.suggestedFilename());
          await download.saveAs(path);
          return path;
        },
        close: () => context.close(),
      };
    },
  };
}

async function pasteElsewhere(context: BrowserContext): Promise<string> {
  const other = await context.newPage();
  await other.setContent('<textarea></textarea>');
  await other.locator('textarea').focus();
  await other.keyboard.press('Control+v');
  const text = await other.locator('textarea').inputValue();
  await other.close();
  return text;
}
