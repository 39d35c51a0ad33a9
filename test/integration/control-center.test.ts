import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startEngine, type TestEngine } from '../helpers/engine.ts';
import { httpCall } from '../helpers/http-call.ts';

const page = '<!doctype html><title>LMCP</title>';
const script = 'console.log("page");';

let directory: string;
let uiDir: string;
let engine: TestEngine;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lmcp-ui-'));
  uiDir = join(directory, 'ui');
  await mkdir(join(uiDir, 'assets'), { recursive: true });
  await writeFile(join(uiDir, 'index.html'), page);
  await writeFile(join(uiDir, 'assets', 'index-Ab1.js'), script);
  await writeFile(join(uiDir, 'assets', 'index-Ab1.js.br'), brotliCompressSync(script));
  await writeFile(join(uiDir, 'assets', 'notes.map'), 'not of a kind that is served');
  await writeFile(join(directory, 'outside.js'), 'secret');
  await symlink(join(directory, 'outside.js'), join(uiDir, 'assets', 'link.js'));
  engine = await startEngine({ uiDir });
});

afterAll(async () => {
  await engine?.stop();
  await rm(directory, { recursive: true, force: true });
});

function get(path: string, headers: Record<string, string> = {}, method = 'GET') {
  return httpCall({ port: engine.port, path, method, headers });
}

describe('/ui', () => {
  it('P-83 MG-6: every answer of it has the headers that keep it alone', async () => {
    for (const path of ['/ui/', '/ui', '/ui/assets/index-Ab1.js', '/ui/no.such', '/ui/servers']) {
      const { headers } = await get(path);
      expect(headers, path).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']).split('; ');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy.join()).not.toMatch(/unsafe|\*|data:|https?:/);
      expect(headers['permissions-policy']).toContain('camera=()');
      expect(headers['set-cookie']).toBeUndefined();
    }
  });

  it('MG-1 MG-6: the page is open, holds no data, and is stored by nobody', async () => {
    for (const path of ['/ui/', '/ui/servers', '/ui/audit?client=a&before=3', '/ui/index.html']) {
      const answer = await get(path, { 'sec-fetch-site': 'cross-site' });
      expect([answer.status, answer.text, answer.headers['cache-control']], path).toEqual([
        200,
        page,
        'no-store',
      ]);
    }
    const short = await get('/ui');
    expect([short.status, short.headers.location]).toEqual([308, '/ui/']);
    for (const answer of [short, await get('/ui/no.such'), await get('/ui/', {}, 'POST')])
      expect(answer.headers['cache-control'], String(answer.status)).toBe('no-store');
  });

  it('MG-6: only what is named by its content, and holds no data, is kept for ever, in the coding that was built', async () => {
    const path = '/ui/assets/index-Ab1.js';
    const plain = await get(path);
    expect([plain.text, plain.headers['cache-control']]).toEqual([
      script,
      'private, max-age=31536000, immutable',
    ]);
    const small = await httpCall({
      port: engine.port,
      path,
      method: 'GET',
      headers: { 'accept-encoding': 'gzip, br' },
      encoding: 'latin1',
    });
    expect(small.headers['content-encoding']).toBe('br');
    expect(brotliDecompressSync(Buffer.from(small.text, 'latin1')).toString()).toBe(script);
    expect(small.headers.etag).not.toBe(plain.headers.etag);
    const again = await get(path, { 'if-none-match': String(plain.headers.etag) });
    expect([again.status, again.text]).toEqual([304, '']);
    const head = await get(path, {}, 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(script.length),
    ]);
  });

  it.each([
    '/ui/../registry.yaml',
    '/ui/assets/../index.html',
    '/ui/assets/..%2f..%2foutside.js',
    '/ui/%61ssets/index-Ab1.js',
    '/ui//assets/index-Ab1.js',
    '/ui/assets/index-Ab1.js?x',
    '/ui/assets/index-Ab1.js.br',
    '/ui/assets/notes.map',
    '/ui/assets/link.js',
    '/ui/assets/',
    '/ui/Servers',
    '/ui/a/b',
    '/ui/servers%00',
    '/uix',
  ])('MG-12: %s is not there', async (path) => {
    const answer = await get(path);
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain(directory);
  });

  it('only reads', async () => {
    const answer = await get('/ui/', {}, 'POST');
    expect([answer.status, answer.headers.allow]).toEqual([405, 'GET, HEAD']);
  });

  it('a new build is served by the running engine', async () => {
    await writeFile(join(uiDir, 'assets', 'index-Cd2.js'), 'second');
    expect((await get('/ui/assets/index-Cd2.js')).status).toBe(404);
    await writeFile(join(uiDir, 'index.html'), page);
    await utimes(join(uiDir, 'index.html'), new Date(0), new Date(1_000));
    expect((await get('/ui/assets/index-Cd2.js')).text).toBe('second');
  });

  it('a folder without a page is no control center', async () => {
    const other = await startEngine({ uiDir: join(directory, 'empty') });
    const answer = await httpCall({ port: other.port, path: '/ui/', method: 'GET' });
    await other.stop();
    expect(answer.status).toBe(404);
    expect(JSON.parse(answer.text)).toMatchObject({ ok: false, error: { code: 'not_found' } });
  });
});
