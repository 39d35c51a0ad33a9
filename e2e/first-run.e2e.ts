import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { McpClient } from '../test/helpers/mcp-client.ts';
import { onEachHost, type Spec } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';

const echo = join(import.meta.dirname, '..', 'test', 'servers', 'echo.mjs');

/** Gives the second consent that a browser needs, as the terminal shows it. */
async function consent({ host, installation, page }: Spec): Promise<void> {
  if (host !== 'browser') return;
  await page.getByRole('region', { name: 'Second consent' }).waitFor();
  const { waiting } = installation.lmcp<{ waiting: { code: string }[] }>('consent');
  await page.getByLabel('Code').fill(waiting[0]?.code ?? '');
  await page.getByRole('button', { name: 'Allow this' }).click();
}

async function nextStep(page: Page, title: string): Promise<void> {
  await page.locator('[aria-current=step]').getByRole('heading', { name: title }).waitFor();
}

onEachHost('the first run', (spec) => {
  spec('leads from nothing to a first call that is allowed and recorded', {}, async (given) => {
    const { installation } = given;
    given.tolerate(/403/);
    const page = await openControlCenter(given);
    await page.getByRole('heading', { name: /Nothing can use it yet/ }).waitFor();

    await nextStep(page, 'Add a server');
    await page.getByRole('link', { name: /^Add server/ }).click();
    await page.getByLabel('Name', { exact: true }).fill('echo');
    await page.getByLabel('Command', { exact: true }).fill(process.execPath);
    await page.getByLabel('Arguments').fill(echo);
    await page.getByRole('dialog').getByRole('button', { name: 'Add server' }).click();
    await consent(given);
    await nextStep(page, 'Add a client');
    // What is there is not said to be missing.
    expect(await page.getByText('no servers').count()).toBe(0);
    await page.getByRole('link', { name: /^Add client/ }).click();
    await page.getByLabel('Application').selectOption('vscode');
    await page.getByRole('dialog').getByRole('button', { name: 'Add client' }).click();
    await page.getByRole('dialog', { name: 'vscode is registered' }).waitFor();
    await page.keyboard.press('Escape');

    await nextStep(page, 'Allow the client to reach the server');
    await page.getByRole('link', { name: 'Open the matrix' }).click();
    await page.getByRole('gridcell').first().focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('dialog').getByText('vscode reaches echo').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText(/^Applied 1 change/).waitFor();
    await goTo(page, 'Overview');

    await nextStep(page, 'Make the first call');
    const client = await connectAsRegistered(given);
    const answer = await client.call('echo__echo', { text: 'first' });
    expect(answer.result).toBeDefined();
    await page.getByRole('listitem').filter({ hasText: 'vscode' }).getByText('Allowed').waitFor();
    expect(installation.rows('--kind', 'call.intent')).toMatchObject([
      { client: 'vscode', server: 'echo', item: 'echo', decision: 'allow' },
    ]);
  });
});

/** With the token of the snippet, which a person would have pasted. */
async function connectAsRegistered({ installation }: Spec): Promise<McpClient> {
  const { text } = installation.lmcp<{ text: string }>('client', 'snippet', 'vscode');
  const token = /lmcp_c_[0-9A-Za-z]{49}/.exec(text)?.[0] ?? '';
  const { url } = installation.lmcp<{ url: string }>('status');
  return McpClient.open(Number(new URL(url).port), '/mcp', token);
}
