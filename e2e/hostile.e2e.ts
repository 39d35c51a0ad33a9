import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { findHostile } from '../src/shared/hostile-characters.ts';
import type { RegistryInput } from '../src/shared/registry.ts';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter, viewTitles } from './open-control-center.ts';
import { server } from './registries.ts';

const html = '<img src=x onerror="document.documentElement.dataset.ran=1">';
/** Runs backwards, colours a terminal, has no width; and how a person is to see it. */
const unseen = '\u202esevas \u001b[31mred \u200b';
const backwards = '\\u{202E}sevas';
const coloured = '\\u{1B}[31mred';
const narrow = '\\u{200B}';
/** The same in JSON, which writes quotes and controls as escapes of its own. */
const quoted = JSON.stringify(html).slice(1, -1);
const controlled = '\\u001b[31mred';

const registry: RegistryInput = {
  lmcp: { audit: { capture: 'full' } },
  clients: { vscode: { app: 'vscode', allow_servers: ['evil'] } },
  servers: { evil: { ...server('hostile.mjs'), description: `${html}${unseen}` } },
};

onEachHost('what others wrote', (spec) => {
  spec(
    'EL-12: is text with escapes in every view: no markup, no script, no picture',
    registry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      page.on('dialog', (dialog) => asked.push(dialog.message()));
      const client = await installation.connect('vscode', {
        name: `${html}${unseen}`,
        version: html,
      });
      await client.toolNames();
      // Only what hides no character can be called without a review.
      await client.call('evil__plain', { [html]: `${unseen}${html}${'z'.repeat(1_048_576)}` });
      await client.call(html);
      client.close();

      for (const view of await viewTitles(page)) {
        await goTo(page, view);
        await expectOnlyText(page, view);
      }
      await goTo(page, 'Audit');
      await page.getByRole('row').filter({ hasText: 'plain' }).first().click();
      const row = page.getByRole('complementary', { name: /^Row \d+/ });
      await expectShown(row, html, backwards, coloured, narrow);
      for (const part of ['Arguments', 'Outcome'])
        await expectShown(
          row.locator('section', { hasText: part }),
          ...[quoted, backwards, controlled],
        );
      await expectOnlyText(page, 'a row of the log');

      await goTo(page, 'Servers');
      await expectShown(page.getByRole('row', { name: /^evil/ }), html, backwards);
      await page.getByRole('row', { name: /^evil/ }).click();
      const drawer = page.getByRole('complementary', { name: 'evil' });
      for (const [tab, ...texts] of [
        ['Tools', html],
        ['Log', html, backwards, `red zero${narrow}width`],
        ['Setup'],
      ] as const) {
        await drawer.getByRole('tab', { name: tab }).click();
        await expectShown(drawer, ...texts);
        await expectOnlyText(page, `servers, ${tab}`);
      }
      await drawer.getByRole('tab', { name: 'Log' }).click();
      for (const line of [/^Started, pid/, /^x{8192}…$/])
        await drawer.getByRole('log').getByText(line).first().waitFor();
      await drawer.getByRole('tab', { name: 'Tools' }).click();
      for (const [tool, ...texts] of [
        ['plain', html, quoted],
        ['backwards', 'in description: \\u{202E} \\u{1B} \\u{200B}'],
        ['large', 'This definition was refused.'],
      ] as const) {
        await drawer.getByRole('button', { name: new RegExp(`^${tool}`) }).click();
        await expectShown(drawer, ...texts);
        await expectOnlyText(page, `the tool ${tool}`);
        await drawer.getByRole('button', { name: 'Back to the list' }).click();
      }
      expect(asked.filter((url) => /\/x$/.test(url))).toEqual([]);
    },
  );
});

/** The texts are there for a person to read, as they are written here. */
async function expectShown(place: Locator, ...texts: readonly string[]): Promise<void> {
  for (const text of texts) await place.getByText(text).filter({ visible: true }).first().waitFor();
}

/** Nothing of it became markup, and no character of it does what it was written for. */
async function expectOnlyText(page: Page, where: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[aria-busy=true]') === null);
  const { texts, ...found } = await page.evaluate(() => {
    const written: string[] = [];
    const nodes = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
    for (let node = nodes.nextNode(); node !== null; node = nodes.nextNode())
      written.push(node.nodeValue ?? '');
    // What a field holds is the file's own text, to be written back as it was.
    for (const element of document.querySelectorAll('*'))
      for (const { name, value } of element.attributes) if (name !== 'value') written.push(value);
    return {
      texts: written,
      pictures: [...document.images].map(({ src }) => src),
      ran: document.documentElement.dataset.ran ?? null,
    };
  });
  expect(found, where).toEqual({ pictures: [], ran: null });
  const hostile = texts.filter((text) => findHostile(text).length > 0);
  expect(
    hostile.map((text) => JSON.stringify(text.slice(0, 200))),
    where,
  ).toEqual([]);
}
