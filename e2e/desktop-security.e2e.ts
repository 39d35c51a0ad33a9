import { expect } from 'vitest';
import { onTheDesktop } from './on-each-host.ts';
import { busyRegistry } from './registries.ts';

onTheDesktop('the desktop page', (spec) => {
  spec('P-78 EL-4: opens no window and goes nowhere', busyRegistry, async ({ page, tolerate }) => {
    tolerate(/./);
    const before = page.url();
    expect(before).toMatch(/^app:\/\/lmcp\/ui\//);
    const opened = await page.evaluate(() => window.open('https://example.com/') === null);
    expect(opened).toBe(true);
    await page.evaluate(() => {
      location.href = 'https://example.com/';
    });
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 100)));
    expect(page.url()).toBe(before);
    expect(page.context().pages()).toHaveLength(1);
  });

  spec(
    'EL-1 EL-8: has no Node and no Electron, but named functions',
    busyRegistry,
    async ({ page }) => {
      const found = await page.evaluate(() => ({
        node: typeof Reflect.get(globalThis, 'require') + typeof Reflect.get(globalThis, 'process'),
        bridge: Object.keys(Reflect.get(globalThis, 'lmcp')).sort(),
      }));
      expect(found).toEqual({ node: 'undefinedundefined', bridge: ['host', 'invoke', 'onEvent'] });
    },
  );

  spec('P-79 EL-7: a frame in the page has no bridge', busyRegistry, async ({ page, tolerate }) => {
    tolerate(/Content Security Policy|Refused/);
    const bridge = await page.evaluate(() => {
      const frame = document.createElement('iframe');
      document.body.append(frame);
      return typeof Reflect.get(frame.contentWindow ?? {}, 'lmcp');
    });
    expect(bridge).toBe('undefined');
  });
});
