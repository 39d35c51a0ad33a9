import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../../test/helpers/temporary-directory.ts';
import { createPageHandler } from './app-protocol.ts';
import { pageUrl } from './own-url.ts';

function page() {
  const directory = temporaryDirectory();
  const uiDir = join(directory, 'ui');
  mkdirSync(join(uiDir, 'assets'), { recursive: true });
  writeFileSync(join(uiDir, 'index.html'), '<!doctype html>');
  writeFileSync(join(uiDir, 'assets', 'app-1.js'), 'run()');
  writeFileSync(join(directory, 'secret.txt'), 'secret');
  const handle = createPageHandler(uiDir);
  return (url: string, method = 'GET') => handle({ url, method });
}

it('EL-2 EL-3: serves the page, its files and its views, with the policy that it has over HTTP', async () => {
  const ask = page();
  for (const url of [pageUrl, `${pageUrl}servers`, `${pageUrl}audit?client=a`, `${pageUrl}#x`]) {
    const answer = await ask(url);
    expect([url, answer.status, await answer.text()]).toEqual([url, 200, '<!doctype html>']);
    const policy = answer.headers.get('Content-Security-Policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
  }
  const script = await ask(`${pageUrl}assets/app-1.js`);
  expect(script.headers.get('Content-Type')).toBe('text/javascript; charset=utf-8');
  expect(await (await ask(pageUrl, 'HEAD')).text()).toBe('');
});

it('EL-2: answers nothing that is not in its list, however it is written', async () => {
  const ask = page();
  const attempts = [
    'app://lmcp/secret.txt',
    'app://lmcp/ui/../secret.txt',
    'app://lmcp/ui/%2e%2e/secret.txt',
    'app://lmcp/ui/..%2fsecret.txt',
    'app://lmcp/ui/assets/',
    'app://other/ui/',
    'file:///etc/passwd',
    'https://lmcp/ui/',
  ];
  for (const url of attempts) expect([url, (await ask(url)).status]).toEqual([url, 404]);
  expect((await ask(pageUrl, 'POST')).status).toBe(405);
});
