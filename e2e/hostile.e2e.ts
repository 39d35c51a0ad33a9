import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter, viewTitles } from './open-control-center.ts';
import { server } from './registries.ts';

const html = '<img src=x onerror="document.documentElement.dataset.ran=1">';

const registry = {
  clients: { vscode: { app: 'vscode', allow_servers: ['evil'] } },
  servers: { evil: { ...server('hostile.mjs'), description: `${html}\u202e` } },
};

onEachHost('what others wrote', (spec) => {
  spec(
    'EL-12: is text in every view: no markup, no script, no picture',
    registry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => asked.push(dialog.message()));
      const client = await installation.connect('vscode', { name: `${html}\u202e`, version: html });
      await client.toolNames();
      await client.call('evil__plain', { [html]: `${html}${'z'.repeat(1_048_576)}` });
      await client.call(html);
      client.close();

      for (const view of await viewTitles(page)) {
        await goTo(page, view);
        await expectOnlyText(page, view);
      }
      await goTo(page, 'Audit');
      await page.getByRole('row').filter({ hasText: 'plain' }).first().click();
      await page.getByRole('complementary', { name: /^Row \d+/ }).waitFor();
      await expectOnlyText(page, 'a row of the log');
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^evil/ }).click();
      for (const tab of ['Tools', 'Log', 'Setup']) {
        await page.getByRole('tab', { name: tab }).click();
        await expectOnlyText(page, `servers, ${tab}`);
      }
      await page.getByRole('tab', { name: 'Log' }).click();
      const log = page.getByRole('log');
      await log
        .getByText(/^Started, pid/)
        .first()
        .waitFor();
      await log
        .getByText(/^x{8192}…$/)
        .first()
        .waitFor();
      await page.getByRole('tab', { name: 'Tools' }).click();
      await page.getByRole('button', { name: /^large/ }).click();
      await expectOnlyText(page, 'a tool');
      expect(asked.filter((url) => /\/x$/.test(url))).toEqual([]);
    },
  );
});

async function expectOnlyText(page: Page, where: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  const found = await page.evaluate(() => ({
    pictures: [...document.images].map(({ src }) => src),
    ran: document.documentElement.dataset.ran ?? null,
    backwards: document.body.innerText.includes('\u202e'),
  }));
  expect(found, where).toEqual({ pictures: [], ran: null, backwards: false });
}
