import { expect } from 'vitest';
import { openForeignSite } from './foreign-site.ts';
import { inTheBrowser } from './on-each-host.ts';
import { openControlCenter } from './open-control-center.ts';
import { busyRegistry } from './registries.ts';

inTheBrowser('the page', (spec) => {
  spec(
    'P-83 MG-6 EL-3: is served with a policy that runs nothing else',
    busyRegistry,
    async (given) => {
      const { page } = given;
      const [answer] = await Promise.all([
        page.waitForResponse((response) => response.url().endsWith('/ui/')),
        openControlCenter(given),
      ]);
      const headers = await answer.allHeaders();
      expect(headers['content-security-policy']).toContain("default-src 'none'");
      expect(headers['content-security-policy']).not.toMatch(/unsafe|data:|\*/);
      expect(headers).toMatchObject({ 'x-frame-options': 'DENY', 'cache-control': 'no-store' });

      given.tolerate(/Content Security Policy/);
      const ran = await page.evaluate(() => {
        const script = document.createElement('script');
        script.textContent = 'document.documentElement.dataset.ran = "inline"';
        document.head.append(script);
        const image = document.createElement('img');
        image.setAttribute('onerror', 'document.documentElement.dataset.ran = "handler"');
        image.src = 'data:image/png;base64,AAAA';
        document.body.append(image);
        setTimeout('document.documentElement.dataset.ran = "eval"', 0);
        const later = new Promise((resolve) => setTimeout(resolve, 1));
        const reached = fetch('http://localhost:9/').then(
          () => true,
          () => false,
        );
        return Promise.all([reached, later]).then(([fetched]) => ({
          ran: document.documentElement.dataset.ran ?? null,
          fetched,
        }));
      });
      expect(ran).toEqual({ ran: null, fetched: false });
    },
  );

  spec('P-83: cannot be framed by another page', busyRegistry, async (given) => {
    const { page, installation } = given;
    given.tolerate(/frame-ancestors|X-Frame-Options|ERR_BLOCKED_BY_RESPONSE/);
    const frameUrl = `http://127.0.0.1:${installation.port}/ui/`;
    const site = await openForeignSite(`<iframe src="${frameUrl}"></iframe>`);
    await page.goto(site.url);
    const frame = page.frames()[1];
    if (frame === undefined) throw new Error('no frame');
    await frame.waitForLoadState();
    expect(await frame.evaluate(() => document.querySelector('#root'))).toBeNull();
    site.close();
  });

  spec('P-81 MG-2: a foreign page gets nothing of the API', busyRegistry, async (given) => {
    const { page, installation } = given;
    given.tolerate(/CORS|ERR_FAILED|403|ERR_BLOCKED/);
    const site = await openForeignSite('<!doctype html><title>Another site</title>');
    await page.goto(site.url);
    const outcomes = await page.evaluate(async (origin) => {
      const attempts: [string, RequestInit][] = [
        [`${origin}/api/v1/engine.status`, { method: 'GET' }],
        [`${origin}/api/v1/login`, { method: 'POST', body: '{"code":"x"}' }],
        [
          `${origin}/api/v1/engine.status`,
          { method: 'POST', headers: { authorization: 'Bearer x' }, body: '{}' },
        ],
      ];
      return Promise.all(
        attempts.map(([url, init]) =>
          fetch(url, init).then(
            ({ status }) => `answered ${status}`,
            () => 'unreadable',
          ),
        ),
      );
    }, `http://127.0.0.1:${installation.port}`);
    expect(outcomes).toEqual(['unreadable', 'unreadable', 'unreadable']);
    // Of the last one only the preflight, which gets no leave.
    const refused = installation.rows('--kind', 'request.refused');
    expect(refused.map(({ reason, code }) => [reason, code])).toEqual(
      Array(3).fill(['rejected_origin', 403]),
    );
    site.close();
  });
});
