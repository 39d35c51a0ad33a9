import { afterAll, expect } from 'vitest';
import { startOAuthWorld } from '../test/helpers/oauth-world.ts';
import { inTheBrowser } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';

const world = await startOAuthWorld();

afterAll(() => world.kill());

inTheBrowser('sign-in', (spec) => {
  spec(
    'a server that wants sign-in leads to it, and is ready when the person comes back',
    { clients: {}, servers: { tickets: world.server('plain') } },
    async (given) => {
      // The start that shows what is missing.
      given.tolerate(/422 .*servers\.start/);
      const page = await openControlCenter(given);
      await goTo(page, 'Servers');
      await page.getByRole('row', { name: /^tickets/ }).click();
      const drawer = page.getByRole('complementary', { name: 'tickets' });
      await drawer.getByRole('button', { name: 'Start' }).click();
      await drawer.getByText('Needs sign-in').first().waitFor();
      await drawer.getByRole('button', { name: 'Sign in' }).click();
      const link = drawer.getByRole('link', { name: 'Open sign-in' });
      expect(await link.getAttribute('href')).toContain(`${world.issuer('plain')}/authorize?`);
      const opened = page.context().waitForEvent('page');
      await link.click();
      const other = await opened;
      await other.getByText('Signed in. You can close this page.').waitFor();
      await other.close();
      await drawer.getByText('Ready').waitFor();
      expect(await link.count()).toBe(0);
      expect(await page.content()).not.toMatch(/(access|refresh)-[0-9a-f]{8}-/);
    },
  );
});
