import { expect, onTestFinished } from 'vitest';
import { mountSmallDisk } from '../test/helpers/small-disk.ts';
import { inTheBrowser } from './on-each-host.ts';
import { openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

/** More than one call writes, less than the reserve that the log wants before it goes on. */
const leftBytes = 300_000;

inTheBrowser('a disk that is full', (spec) => {
  spec(
    'says since when, how many calls were refused, what has to be free and where; and goes on by itself',
    busyRegistry,
    async (given) => {
      const { installation, page, skip } = given;
      const disk = mountSmallDisk(64);
      if (disk === null) return skip('mounting a file system is not permitted here');
      onTestFinished(() => disk.remove());
      await installation.stopEngine();
      await installation.keepDataOn(disk.path);
      await installation.serve();
      await openControlCenter(given);
      const client = await installation.connect('vscode');
      await client.call('echo__echo');
      await page.getByRole('heading', { name: 'Latest decisions' }).waitFor();

      disk.fill(leftBytes);
      let told = (await client.call('echo__echo')).error;
      for (let call = 0; call < 20_000 && told === undefined; call++)
        told = (await client.call('echo__echo')).error;
      for (let call = 0; call < 2; call++) await client.call('echo__echo');

      await page.getByRole('heading', { name: /Every call is refused/ }).waitFor();
      await page.getByText(/The disk is full.*once 18 MB are free; now .* are/).waitFor();
      await page.getByText(installation.directory).first().waitFor();
      await page.getByText('3 calls refused').waitFor();
      await page.getByText(/^Since \d\d:\d\d:\d\d$/).waitFor();
      const shown = await page.getByRole('main').locator('pre').innerText();
      expect(JSON.parse(shown)).toEqual(told);

      disk.empty();
      await page.getByRole('heading', { name: 'Latest decisions' }).waitFor();
      client.close();
    },
  );
});
