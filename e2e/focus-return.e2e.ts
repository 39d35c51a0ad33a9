import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { inTheBrowser, onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('the focus', (spec) => {
  spec(
    'goes back from a dialog to what opened it, also out of a menu',
    busyRegistry,
    async (given) => {
      const page = await openControlCenter(given);
      // Only what is there can be revoked.
      given.installation.lmcp('client', 'rotate', 'codex');
      await goTo(page, 'Clients');
      const row = page.getByRole('row', { name: /^codex/ });
      for (const act of ['Rotate the token', 'Revoke the token', 'Remove']) {
        await row.getByRole('button', { name: 'More for codex' }).click();
        await page.getByRole('menuitem', { name: act }).click();
        await leaveDialog(page);
        await expect.poll(() => focused(page)).toBe('More for codex');
        // A choice in the menu of a row opens no details.
        expect(await page.getByRole('complementary', { name: 'codex' }).count()).toBe(0);
      }
      await row.click();
      const drawer = page.getByRole('complementary', { name: 'codex' });
      await drawer.getByRole('button', { name: 'Revoke' }).press('Enter');
      await leaveDialog(page);
      await expect.poll(() => focused(page)).toBe('Revoke');

      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^files/ }).click();
      await page.getByRole('button', { name: 'More for files' }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await leaveDialog(page);
      await expect.poll(() => focused(page)).toBe('More for files');
    },
  );

  spec('stays in the view when what had it is gone', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: /^files/ }).click();
    const drawer = page.getByRole('complementary', { name: 'files' });
    await drawer.getByRole('button', { name: 'Start' }).click();
    await drawer.getByRole('button', { name: /^read_file/ }).click();
    await drawer.getByRole('button', { name: 'Try it' }).press('Enter');
    await drawer.getByText('Run as vscode').waitFor();
    await expect.poll(() => focused(page)).toBe('read_file');
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('Client');
    await drawer.getByRole('button', { name: 'Close' }).press('Enter');
    await drawer.waitFor({ state: 'detached' });
    await expect.poll(() => focused(page)).toBe('main');
    await page.getByRole('row', { name: /^files/ }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('t');
    await page.getByRole('heading', { level: 1, name: 'Settings' }).waitFor();
    await expect.poll(() => focused(page)).toBe('main');
  });
});

inTheBrowser('the focus after a consent', (spec) => {
  spec('is where it was before', { clients: {} }, async (given) => {
    given.tolerate(/403/);
    const page = await openControlCenter(given);
    await goTo(page, 'Servers');
    await page.getByRole('button', { name: 'Add a server' }).click();
    await page.getByLabel('Name', { exact: true }).fill('echo');
    await page.getByLabel('Command', { exact: true }).fill(process.execPath);
    await page.getByRole('button', { name: 'Add server', exact: true }).last().click();
    await allow(page, given.installation.lmcp('consent'));
    const drawer = page.getByRole('complementary', { name: 'echo' });
    await drawer.waitFor();
    // What opened the dialog is gone with the empty list; the arrows lead on from the view.
    await expect.poll(() => focused(page)).toBe('main');

    await drawer.getByRole('tab', { name: 'Setup' }).click();
    await drawer.getByLabel('Command', { exact: true }).fill('no-such-command');
    const save = drawer.getByRole('button', { name: 'Save echo' });
    await save.press('Enter');
    await page.getByRole('region', { name: 'Second consent' }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await expect.poll(() => focused(page)).toBe('Save echo');

    await goTo(page, 'Settings');
    const address = page.getByRole('textbox', { name: 'Address', exact: true });
    for (const goOn of ['cancel', 'allow'] as const) {
      await address.fill('localhost');
      await address.press('Enter');
      await page.getByRole('region', { name: 'Second consent' }).waitFor();
      if (goOn === 'cancel') await page.keyboard.press('Escape');
      else await allow(page, given.installation.lmcp('consent'));
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await expect
        .poll(() => address.evaluate((field) => field === document.activeElement))
        .toBe(true);
    }
    await page.getByText('1 setting needs a restart: host.').waitFor();
    const durability = page.getByRole('combobox', { name: 'Durability' });
    await durability.focus();
    await durability.selectOption('crash');
    await page.getByText('Durability: crash', { exact: true }).waitFor();
    await expect.poll(() => focused(page)).toBe('Durability');
  });
});

async function allow(
  page: Page,
  { waiting }: { waiting?: readonly { code: string }[] },
): Promise<void> {
  await page.getByLabel('Code').fill(waiting?.at(-1)?.code ?? '');
  await page.getByRole('button', { name: 'Allow this' }).press('Enter');
}

async function leaveDialog(page: Page): Promise<void> {
  await page.getByRole('dialog').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** The name of what has the focus; of what has none, what it is. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    const at = document.activeElement;
    if (at === null || at.matches('body, main')) return at?.localName ?? 'nothing';
    const label = document.getElementById(at.getAttribute('aria-labelledby') ?? '');
    return at.getAttribute('aria-label') ?? label?.textContent ?? at.textContent ?? '';
  });
}
