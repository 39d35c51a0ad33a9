import type { Locator } from 'playwright-core';
import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { openFetchedAhead } from './open-fetched-ahead.ts';
import { busyRegistry } from './registries.ts';

async function expectOff(button: Locator): Promise<void> {
  await button.waitFor();
  expect(await button.getAttribute('aria-disabled')).toBe('true');
}

inTheBrowser('an engine that stops under the page', (spec) => {
  spec(
    'the page says so, pretends nothing, and asks for a new link once it is back',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      // What a view is made of is fetched ahead, so that it is there when the engine is not.
      const page = await openFetchedAhead(given);
      const engine = page.getByRole('status', { name: 'Engine' });
      await engine.getByText('Running').waitFor();
      const client = await installation.connect('vscode');
      await client.call('echo__echo');
      client.close();
      await goTo(page, 'Servers');
      await page.getByRole('main').getByText('Ready', { exact: true }).waitFor();
      given.tolerate(
        /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|401/,
      );

      await installation.stopEngine();
      await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();
      await engine.getByText('Not answering').waitFor();
      await page.getByRole('button', { name: 'Show the last known state' }).click();
      const main = page.getByRole('main');
      const unknown = main.getByText(/^unknown since \d\d:\d\d:\d\d$/);
      await main.getByText(/^Last known state, as of/).waitFor();
      await goTo(page, 'Servers');
      // Nothing is said to be so at this moment, and nothing can be begun.
      await main.getByText('Was ready').waitFor();
      expect(await main.getByText('Ready', { exact: true }).count()).toBe(0);
      await unknown.waitFor();
      await expectOff(main.getByRole('button', { name: 'Add server' }));
      await page.keyboard.press('n');
      await goTo(page, 'Audit');
      for (const name of ['Verify', 'Export'])
        await expectOff(main.getByRole('button', { name, exact: true }));
      await unknown.waitFor();
      // What was never read is said not to be known, without a second banner.
      for (const view of ['Audit', 'Settings']) {
        await goTo(page, view);
        await main.getByRole('heading', { name: 'Not known' }).waitFor();
        expect(await main.getByText(/No answer to an HTTP request/).count()).toBe(0);
      }
      expect(await page.getByRole('dialog').count()).toBe(0);
      await page.getByRole('button', { name: 'Hide the last known state' }).click();
      await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();

      await installation.serve();
      // The session died with the engine that had given it.
      await page.getByText('lmcp ui').first().waitFor();
      await openControlCenter(given);
      await engine.getByText('Running').waitFor();
    },
  );

  spec('what was typed is there again after the outage', busyRegistry, async (given) => {
    const { installation } = given;
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    given.tolerate(
      /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET|401/,
    );
    await page.getByRole('button', { name: 'Add server' }).click();
    const name = page.getByRole('dialog').getByLabel('Name');
    await name.fill('half-typed');

    await installation.stopEngine();
    await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByText('lmcp serve --link', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show the last known state' }).click();
    expect(await name.inputValue()).toBe('half-typed');

    await installation.serve();
    await page.getByText(/The engine no longer knows the login of this page/).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByRole('textbox').fill(installation.link());
    await page.keyboard.press('Enter');
    expect(await name.inputValue()).toBe('half-typed');
    await name.focus();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
