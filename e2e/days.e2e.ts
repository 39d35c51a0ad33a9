import { expect } from 'vitest';
import { isCut } from './is-cut.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

const dayMs = 86_400_000;

inTheBrowser('lists in which days meet', (spec) => {
  spec('a row and a line of yesterday say so', busyRegistry, async (given) => {
    const { installation } = given;
    // The page believes that it is tomorrow: what happens now is of yesterday.
    await given.page.clock.install({ time: Date.now() + dayMs });
    const page = await openControlCenter(given);
    const client = await installation.connect('vscode');
    await client.call('echo__echo');
    client.close();
    const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' }).format();

    await page.goto(`${new URL(page.url()).origin}/ui/audit?range=7d`);
    const row = page.getByRole('row').filter({ hasText: 'echo / echo' }).first();
    const time = row.getByText(new RegExp(`^${day} \\d\\d:\\d\\d:\\d\\d$`));
    await time.waitFor();
    expect(await isCut(time)).toBe(false);
    await row.click();
    await page.getByRole('complementary', { name: /^Row/ }).waitFor();
    expect(await isCut(time)).toBe(false);

    await goTo(page, 'Overview');
    await page
      .getByRole('link', { name: new RegExp(`^${day}.*echo`) })
      .first()
      .waitFor();
    await goTo(page, 'Servers');
    await page.getByRole('row', { name: /^echo/ }).click();
    await page.getByRole('tab', { name: 'Log' }).click();
    await page.getByRole('log').getByText(day, { exact: true }).waitFor();
  });
});
