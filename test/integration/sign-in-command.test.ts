import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { authorize } from '../helpers/authorize.ts';
import { Lmcp } from '../helpers/lmcp.ts';
import { type OAuthWorld, startOAuthWorld } from '../helpers/oauth-world.ts';

let world: OAuthWorld;
let lmcp: Lmcp;

beforeAll(async () => {
  world = await startOAuthWorld();
  lmcp = await Lmcp.make();
  // Whoever opens an address leaves word.
  const script = `#!/bin/sh\ntouch '${join(lmcp.directory, 'opened')}'\n`;
  await writeFile(join(lmcp.directory, 'xdg-open'), script, { mode: 0o755 });
  await lmcp.serve();
  for (const manner of ['plain', 'script', 'file'])
    await lmcp.run(['server', 'add', manner, '--url', world.server(manner).url]);
});
afterAll(async () => {
  await lmcp.close();
  await world.kill();
});

function signIn(name: string) {
  const env = { PATH: `${lmcp.directory}:${process.env.PATH}` };
  return lmcp.run(['server', 'sign-in', name, '--open', '--json'], '', env);
}

describe('lmcp server sign-in', () => {
  it.each(['script', 'file'])('P-35 AU-19: opens no %s address', async (manner) => {
    const { code, stderr } = await signIn(manner);
    expect(code).toBe(1);
    expect(stderr).toContain('sign_in_refused');
    expect(existsSync(join(lmcp.directory, 'opened'))).toBe(false);
    expect(existsSync(join(lmcp.dataDir, 'open-ui.html'))).toBe(false);
  });

  it('prints the address and opens it by a file, and sign-out forgets', async () => {
    const { code, json } = await signIn('plain');
    expect(code).toBe(0);
    const { url } = json<{ url: string }>();
    const page = await readFile(join(lmcp.dataDir, 'open-ui.html'), 'utf8');
    expect(page).toContain(`url=${url.replaceAll('&', '&#38;')}`);
    expect(await authorize(url)).toMatchObject({ status: 200 });
    expect((await lmcp.run(['server', 'start', 'plain'])).stdout).toContain('ready');
    expect((await lmcp.run(['server', 'sign-out', 'plain'])).stdout).toContain('Signed out');
    expect((await lmcp.run(['server', 'sign-out', 'plain'])).stdout).toContain('Nobody was');
    expect((await lmcp.run(['server', 'start', 'plain'])).stderr).toContain('needs_sign_in');
  });
});
