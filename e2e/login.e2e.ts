import { expect } from 'vitest';
import { inTheBrowser } from './on-each-host.ts';
import { navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

inTheBrowser('logging in', (spec) => {
  spec(
    'MG-3 AU-14: a link opens the page once and leaves nothing behind',
    busyRegistry,
    async (given) => {
      const { page, installation } = given;
      const link = installation.link();
      const code = link.slice(link.indexOf('=') + 1);
      const asked: string[] = [];
      page.on('request', (request) => asked.push(request.url()));
      await page.goto(link);
      await navigation(page).waitFor();

      const kept = await page.evaluate(() => ({
        address: location.href,
        cookies: document.cookie,
        local: JSON.stringify(localStorage),
        session: Object.values(sessionStorage),
        entries: history.length,
      }));
      expect(kept).toMatchObject({ address: link.replace(/#.*/, ''), cookies: '' });
      expect(kept.session).toEqual([expect.stringMatching(/^lmcp_s_/)]);
      const [token = ''] = kept.session;
      expect(kept.local).not.toContain(token);
      expect(asked.filter((url) => url.includes(token) || url.includes(code))).toEqual([]);
      expect((await page.context().storageState()).cookies).toEqual([]);

      await page.reload();
      await navigation(page).waitFor();
      given.tolerate(/401/);
      const second = await page.context().newPage();
      await second.goto(link);
      await second.getByText(/The link was not accepted/).waitFor();
      expect(await second.getByText('lmcp ui').count()).toBeGreaterThan(0);
      expect(await navigation(second).count()).toBe(0);
    },
  );

  spec(
    'MG-1 MG-3: without a link the page shows no data and says how to get one',
    busyRegistry,
    async (given) => {
      const { page, installation } = given;
      await page.goto(`http://127.0.0.1:${installation.port}/ui/clients`);
      await page.getByText('lmcp ui').first().waitFor();
      const text = await page.locator('body').innerText();
      expect(text).not.toContain('vscode');
      given.tolerate(/401/);
      const { token } = installation.lmcp<{ token: string }>('management', 'rotate');
      await page.getByRole('textbox').fill('lmcp_m_wrong');
      await page.keyboard.press('Enter');
      await page.getByText('The engine does not know this token').waitFor();
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
      await page.getByRole('textbox').fill(token);
      await page.keyboard.press('Enter');
      await navigation(page).waitFor();
    },
  );

  spec(
    'AU-8 AU-10: rotating the management token locks the open page within a second',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      await page.getByRole('status', { name: 'Engine' }).getByText('Running').waitFor();
      given.tolerate(/401/);
      installation.lmcp('management', 'rotate');
      await page.getByText('lmcp ui').first().waitFor({ timeout: 2_000 });
      expect(await navigation(page).count()).toBe(0);
      expect(await page.evaluate(() => sessionStorage.length)).toBe(0);
    },
  );
});
