import { expect } from 'vitest';
import { onTheDesktop } from './on-each-host.ts';
import { navigation, openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

onTheDesktop('the desktop window', (spec) => {
  spec('the engine stops and starts again under the page', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    const engine = page.getByRole('status', { name: 'Engine' });
    await engine.getByText('Running').waitFor();
    await page.evaluate(() => Reflect.get(globalThis, 'lmcp').host.stopEngine({}));
    await page.getByRole('heading', { name: 'The engine stopped answering' }).waitFor();
    await engine.getByText('Not answering').waitFor();
    await page.getByRole('button', { name: 'Start the engine' }).click();
    await engine.getByText('Running').waitFor();
    expect(given.installation.lmcp('status')).toMatchObject({ url: expect.any(String) });
  });

  spec('EL-4: the page reloads itself where it is', busyRegistry, async (given) => {
    const page = await openControlCenter(given);
    await page.evaluate(() => {
      Reflect.set(globalThis, 'isBefore', true);
      location.reload();
    });
    await page.waitForFunction(() => !Reflect.has(globalThis, 'isBefore'));
    await navigation(page).waitFor();
  });
});
