import { expect } from 'vitest';
import { onEachHost } from './on-each-host.ts';
import { goTo, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onEachHost('what happens meanwhile', (spec) => {
  spec(
    'the first call takes the place of the first run; a denied one appears by itself',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      await page
        .getByRole('heading', { name: 'Everything is ready for the first call.' })
        .waitFor();
      const client = await installation.connect('vscode');
      await client.call('files__read_file');
      const row = (tool: string) => page.getByRole('listitem').filter({ hasText: tool });
      await row('read_file').getByText('Allowed').waitFor();
      const { error } = await client.call('files__delete_file');
      expect(error?.code).toBe(-32011);
      await row('delete_file').getByText('Denied').waitFor({ timeout: 1_500 });
      client.close();
    },
  );

  spec(
    'the latest decisions are whole after calls that came while another view was open',
    busyRegistry,
    async (given) => {
      const { installation } = given;
      const page = await openControlCenter(given);
      const client = await installation.connect('vscode');
      const rows = page.getByRole('link', { name: /files \/.*read_file/ });
      for (let call = 0; call < 3; call++) await client.call('files__read_file');
      await expect.poll(() => rows.count()).toBe(3);
      await goTo(page, 'Audit');
      for (let call = 0; call < 2; call++) await client.call('files__read_file');
      await expect.poll(() => page.getByRole('row', { name: /read_file/ }).count()).toBe(5);
      await goTo(page, 'Overview');
      await expect.poll(() => rows.count()).toBe(5);
      client.close();
    },
  );
});
