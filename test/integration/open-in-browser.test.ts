import { once } from 'node:events';
import { watch } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openInBrowser } from '../../src/cli/open-in-browser.ts';

const link = 'http://127.0.0.1:7345/ui/#code=0123456789abcdef0123456789abcdef';
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'lmcp-open-'));
  await mkdir(join(directory, 'told'));
});

afterAll(() => rm(directory, { recursive: true, force: true }));

it('AU-13 MG-3: the browser is given a file that only this user reads, never the code', async () => {
  const told = join(directory, 'told', 'arguments');
  const script = `#!/bin/sh\nprintf '%s' "$*" > '${told}.part' && mv '${told}.part' '${told}'\n`;
  await writeFile(join(directory, 'xdg-open'), script, { mode: 0o755 });
  const watcher = watch(join(directory, 'told'));
  const moved = once(watcher, 'change').then(async () => {
    while ((await stat(told).catch(() => null)) === null) await once(watcher, 'change');
  });
  const env = { PATH: `${directory}:${process.env.PATH}` };
  expect(await openInBrowser(link, directory, { env, platform: 'linux' })).toBe(true);
  await moved;
  watcher.close();
  const given = await readFile(told, 'utf8');
  expect(given).toMatch(/^file:\/\//);
  expect(given).not.toContain('0123456789abcdef');
  const page = fileURLToPath(given);
  expect((await stat(page)).mode & 0o777).toBe(0o600);
  expect(await readFile(page, 'utf8')).toContain(`content="0;url=${link}"`);
});

it('AU-19: an address with other characters stays one attribute of the page', async () => {
  const env = { PATH: join(directory, 'told') };
  const address = 'https://as.example/authorize?a=1&b=%22"><script>';
  await openInBrowser(address, directory, { env, platform: 'linux' });
  const page = await readFile(join(directory, 'open-ui.html'), 'utf8');
  expect(page).toContain('url=https://as.example/authorize?a=1&#38;b=%22%22%3E%3Cscript%3E"');
});

it('says when there is no browser to start', async () => {
  const env = { PATH: join(directory, 'told') };
  expect(await openInBrowser(link, directory, { env, platform: 'linux' })).toBe(false);
});
