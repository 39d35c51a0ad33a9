import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RegistryInput } from '../src/shared/registry.ts';
import { inTheBrowser, onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { overlap } from './overlap.ts';
import { server } from './registries.ts';

/** Prints lines of every length, most of which wrap, and ends. */
const wordy = `
  for (let line = 0; line < 40; line++) console.error(line + ' word'.repeat((line * 7) % 60));
  process.exit(1);
`;

const registry: RegistryInput = {
  clients: {},
  servers: {
    wordy: { transport: 'stdio', command: process.execPath, args: ['-e', wordy] },
    echo: server('echo.mjs'),
  },
};

onEachHost('the log of a server', (spec) => {
  spec('follows its end until a person scrolls, however it was opened', registry, async (given) => {
    const { installation } = given;
    const page = await openControlCenter(given);
    expect(() => installation.lmcp('server', 'start', 'wordy')).toThrow();
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: /^wordy/ }).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByText('It exited with code 1.', { exact: true }).waitFor();
    await expect.poll(() => endOf(page)).toEqual({ scrolls: true, belowPx: 0 });

    // Above the end it stays where it is, and counts what came.
    const log = page.getByRole('log');
    await log.evaluate((box) => box.scrollTo(0, 40));
    expect(() => installation.lmcp('server', 'start', 'wordy')).toThrow();
    const news = page.getByRole('button', { name: /new lines/ });
    await news.waitFor();
    expect(await overlap(news, log)).toBe(false);
    expect(await log.evaluate(({ scrollTop }) => scrollTop)).toBe(40);
    await news.click();
    await expect.poll(() => endOf(page)).toEqual({ scrolls: true, belowPx: 0 });

    // The drawer gets narrower, and its lines longer.
    await page.setViewportSize({ width: 900, height: 600 });
    await expect.poll(() => endOf(page)).toEqual({ scrolls: true, belowPx: 0 });
    await page.reload();
    await expect.poll(() => endOf(page)).toEqual({ scrolls: true, belowPx: 0 });
  });
});

inTheBrowser('the live log of a server', (spec) => {
  spec(
    'stays live while the server is silent, and is read anew when it is opened again',
    registry,
    async (given) => {
      await given.page.clock.install();
      const page = await openControlCenter(given);
      given.installation.lmcp('server', 'start', 'echo');
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^echo/ }).click();
      await page.getByRole('tab', { name: 'Log' }).click();
      await page.getByText(/^Started, pid/).waitFor();

      // The engine tells of new lines for a minute after it was asked.
      const asked = page.waitForRequest('**/api/v1/servers.logs');
      await page.clock.fastForward('00:50');
      await asked;

      const tab = (name: string) => page.getByRole('tab', { name }).click();
      await tab('Changes');
      const again = page.waitForRequest('**/api/v1/servers.logs');
      await tab('Log');
      await again;

      await page.getByRole('button', { name: 'Pause' }).click();
      let count = 0;
      page.on('request', (request) => {
        if (request.url().endsWith('servers.logs')) count++;
      });
      await page.clock.fastForward('00:50');
      expect(count).toBe(0);
    },
  );

  spec(
    'what is typed into the setup is there again after a look at the log',
    registry,
    async (given) => {
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^echo/ }).click();
      const tab = (name: string) => page.getByRole('tab', { name }).click();
      await tab('Setup');
      const description = page.getByLabel('Description');
      await description.fill('half-typed');
      await tab('Log');
      await description.waitFor({ state: 'hidden' });
      await tab('Setup');
      expect(await description.inputValue()).toBe('half-typed');
      await page.getByRole('button', { name: 'Save echo' }).click();
      await page.getByText('Nothing is changed').first().waitFor();
    },
  );
});

/** Whether the log has more than fits, and how much of it lies below what is shown. */
function endOf(page: Page) {
  return page.getByRole('log').evaluate(({ scrollTop, scrollHeight, clientHeight }) => ({
    scrolls: scrollHeight > clientHeight,
    belowPx: Math.abs(Math.round(scrollHeight - clientHeight - scrollTop)),
  }));
}
