import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { uiDirectory } from '../../src/cli/ui-directory.ts';
import { readEngineFile } from '../../src/core/management/socket/engine-file.ts';
import { connectSocket } from '../../src/core/management/socket/socket-client.ts';
import { finished, Lmcp, type Serving } from '../helpers/lmcp.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';

let lmcp: Lmcp;
let serving: Serving;
let token: string;

beforeAll(async () => {
  lmcp = await Lmcp.make();
  serving = await lmcp.serve();
  await lmcp.run(['server', 'add', 'echo', '--', process.execPath, testServerPath('echo.mjs')]);
  const added = await lmcp.run(['client', 'add', 'a', '--allow', 'echo', '--json']);
  ({ token } = added.json<{ token: string }>());
});

afterAll(() => lmcp?.close());

describe('lmcp with a running engine', () => {
  it('serve --json prints one line with url, ui and pid; clients get that very url', async () => {
    expect(serving.ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/mcp$/),
      ui: uiDirectory() === undefined ? null : serving.ready.url.replace(/mcp$/, 'ui/'),
      pid: serving.child.pid,
    });
    const snippet = await lmcp.run(['client', 'snippet', 'a', '--json']);
    expect(snippet.json<{ text: string }>().text).toContain(serving.ready.url);
  });

  it('status, list and logs talk to it', async () => {
    const status = await lmcp.run(['status', '--json']);
    expect(status.json()).toMatchObject({ pid: serving.child.pid, url: serving.ready.url });
    expect((await lmcp.run(['status'])).stdout).toContain(serving.ready.url);
    await lmcp.run(['server', 'start', 'echo']);
    const list = await lmcp.run(['server', 'list', '--json']);
    expect(list.json()).toMatchObject({ servers: [{ id: 'echo', state: 'ready' }] });
    const { stdout: log } = await lmcp.run(['server', 'logs', 'echo', '--json']);
    expect(JSON.parse(log.split('\n')[0] ?? '')).toMatchObject({
      own: true,
      text: expect.stringMatching(/^Started, pid \d+$/),
    });
    expect((await lmcp.run(['server', 'restart', 'echo'])).stdout).toContain('ready');
    expect((await lmcp.run(['server', 'logs', 'nobody'])).code).toBe(2);
  });

  it('server try calls in a client’s place: 0 when it may, 5 when it may not', async () => {
    const asClient = ['--client', 'a', '--json'];
    const args = ['--args', '{"nonce":"n-1"}'];
    const tried = await lmcp.run(['server', 'try', 'echo', 'echo', ...args, ...asClient]);
    expect(tried.json()).toMatchObject({ outcome: 'ok', rule: 'clients.a.allow_servers[0]' });
    expect(tried.json<{ text: string }>().text).toContain('n-1');
    expect((await lmcp.run(['server', 'try', 'echo', 'nothing', ...asClient])).code).toBe(5);
  });

  it('access history names what changed, and undo goes back to it', async () => {
    const entries = async () =>
      (await lmcp.run(['access', 'history', '--json'])).json<{
        entries: { revision: number; actor: string; lines: string[] }[];
      }>().entries;
    const before = (await entries())[0]?.revision ?? 0;
    await lmcp.run(['client', 'deny-servers', 'a', 'echo']);
    expect((await entries())[0]).toMatchObject({
      revision: before + 1,
      actor: 'operator/socket',
      lines: ['clients.a.allow_servers: - echo'],
    });
    const shown = await lmcp.run(['access', 'undo', String(before), '--show']);
    expect(shown.stdout).toContain('Nothing was changed');
    const undone = await lmcp.run(['access', 'undo', String(before)]);
    expect(undone.stdout).toContain(`Now revision ${before + 2}`);
    expect((await lmcp.run(['explain', 'a', 'echo', 'echo'])).code).toBe(0);
  });

  it('client limit bounds the calls of a client, and gives it back to the settings', async () => {
    const limit = (calls: string) => lmcp.run(['client', 'limit', 'a', calls]);
    const listed = async () =>
      (await lmcp.run(['client', 'list', '--json'])).json<{ clients: unknown[] }>().clients[0];
    expect((await limit('120')).stdout).toContain('a: 120 calls per minute');
    expect(await listed()).toMatchObject({ rateLimitRpm: 120 });
    expect((await limit('default')).stdout).toContain('a: limited as in the settings');
    expect(await listed()).toMatchObject({ rateLimitRpm: null });
    expect((await limit('many')).code).toBe(2);
  });

  it('test mcp: 0 when all is there, 2 when a tool is missing, 1 without a token, 64 on usage', async () => {
    const check = (...more: string[]) =>
      lmcp.run(['test', 'mcp', serving.ready.url, ...more], '', { TOKEN: token });
    // A cold server may be too late for its first list.
    expect((await lmcp.run(['server', 'start', 'echo'])).code).toBe(0);
    const good = await check(
      ...['--token-env', 'TOKEN', '--tool', 'echo__echo', '--args', '{"nonce":1}'],
      ...['--expect-tools', 'echo__echo', '--json'],
    );
    expect([good.code, good.json()]).toEqual([0, expect.objectContaining({ outcome: 'ok' })]);
    expect((await check('--token-env', 'TOKEN', '--expect-tools', 'echo__x')).code).toBe(2);
    expect((await check('--token-env', 'TOKEN', '--tool', 'echo__x')).code).toBe(2);
    expect((await check()).code).toBe(1);
    expect((await check('--token-env', 'UNSET')).code).toBe(64);
    expect((await check('--args', '[1]')).code).toBe(64);
    expect((await lmcp.run(['test', 'mcp', 'ftp://x'])).code).toBe(64);
    const refused = await check('--token-env', 'TOKEN', '--timeout', '5');
    expect(refused.stdout).not.toContain(token);
  });

  it('SU-14: a second engine on the directory is refused, with the first one’s pid', async () => {
    const { code, stderr } = await lmcp.spawn(['serve', '--port', '0', '--json']);
    expect(code).toBe(1);
    expect(stderr).toContain('"already_running"');
    expect(stderr).toContain(String(serving.child.pid));
  });

  it('SIGHUP reads the registry again, and a tail shows it', async () => {
    const tail = lmcp.start(['audit', 'tail', '--lines', '1', '--json']);
    const done = finished(tail);
    const lines = createInterface({ input: tail.stdout ?? process.stdin })[Symbol.asyncIterator]();
    // It subscribes before it shows what is there already.
    expect((await lines.next()).value).toContain('"seq"');
    const text = await readFile(lmcp.registryPath, 'utf8');
    const rule = 'tools: { echo: { deny: [by_hand] } }';
    await writeFile(
      lmcp.registryPath,
      text.replace('allow_servers:', `${rule}\n    allow_servers:`),
    );
    serving.child.kill('SIGHUP');
    const row = JSON.parse((await lines.next()).value ?? '{}');
    expect(row.body).toMatchObject({
      kind: 'registry.changed',
      actor: { type: 'operator', door: 'file' },
    });
    expect(JSON.stringify(row.body.difference)).toContain('by_hand');
    tail.kill('SIGTERM');
    await done;
  });

  it('P-44: reload of a broken file exits 3 and names the place; the engine goes on', async () => {
    const good = await readFile(lmcp.registryPath, 'utf8');
    await writeFile(lmcp.registryPath, 'clients: [');
    const { code, stderr } = await lmcp.run(['reload']);
    expect(code).toBe(3);
    expect(stderr).toMatch(/registry\.yaml:\d+:\d+/);
    expect((await lmcp.run(['explain', 'a', 'echo', 'echo'])).code).toBe(0);
    expect((await lmcp.run(['status'])).stdout).toContain('ATTENTION registry:');
    expect((await lmcp.run(['print-config'])).stdout).toContain('by_hand');
    await writeFile(lmcp.registryPath, good);
    expect((await lmcp.run(['reload'])).code).toBe(0);
  });

  it('large output comes whole, however slowly it is read', async () => {
    for (let round = 0; round < 5; round++) await lmcp.run(['client', 'rotate', 'a']);
    const child = lmcp.start(['audit', 'query', '--after', '0', '--limit', '1000000', '--json']);
    child.stdout?.pause();
    await once(child, 'spawn');
    const { stdout, code } = await finished(child);
    child.stdout?.resume();
    expect(code).toBe(0);
    const seqs = stdout
      .trim()
      .split('\n')
      .map((line): number => JSON.parse(line).seq);
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(seqs.length).toBeGreaterThan(20);
  });

  it('a reader that has seen enough is no failure', async () => {
    const script = `"${process.execPath}" src/cli/cli.ts audit query --after 0 --limit 100000 --json | head -n 1; echo "\${PIPESTATUS[0]}"`;
    const cwd = join(import.meta.dirname, '..', '..');
    const text = await new Promise<string>((resolve) =>
      execFile('bash', ['-c', script], { env: lmcp.env, cwd }, (_error, stdout) => resolve(stdout)),
    );
    expect(text.trim().split('\n').at(-1)).toBe('0');
  });

  it('P-23 TR-2: a taken port ends the start with its name; no other port is tried', async () => {
    const other = await Lmcp.make();
    const holder = createServer();
    await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
    try {
      const address = holder.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      const { code, stderr } = await other.run(['serve', '--port', String(port), '--json']);
      expect(code).toBe(1);
      expect(stderr).toContain('"port_taken"');
      expect(existsSync(join(other.dataDir, 'engine.json'))).toBe(false);
    } finally {
      holder.close();
      await other.close();
    }
  });

  it('an engine that was killed is not believed to run, and the files work at once', async () => {
    const other = await Lmcp.make();
    try {
      const first = await other.serve();
      first.child.kill('SIGKILL');
      await first.done;
      expect((await other.run(['status'])).code).toBe(4);
      expect((await other.run(['client', 'list'])).code).toBe(0);
      const second = await other.serve();
      expect((await other.run(['status'])).code).toBe(0);
      const file = await readEngineFile(other.dataDir);
      if (file === null) throw new Error('no engine file');
      const client = await connectSocket(file);
      // It answers before it goes.
      expect(await client.send('engine.shutdown', {})).toEqual({ ok: true, value: {} });
      expect((await second.done).code).toBe(0);
      const last = await other.run(['audit', 'query', '--limit', '2', '--json']);
      expect(last.stdout).toContain('"command":"shutdown"');
    } finally {
      await other.close();
    }
  });

  it('logs --follow ends with a word, not with a crash, when the server is removed', async () => {
    const echo = JSON.stringify(pathToFileURL(testServerPath('echo.mjs')));
    const chatty = `setInterval(() => console.error('noise'), 20); import(${echo})`;
    await lmcp.run(['server', 'add', 'gone', '--', process.execPath, '-e', chatty]);
    await lmcp.run(['server', 'start', 'gone']);
    const child = lmcp.start(['server', 'logs', 'gone', '--follow', '--json']);
    const done = finished(child);
    await once(createInterface({ input: child.stdout ?? process.stdin }), 'line');
    await lmcp.run(['server', 'remove', 'gone']);
    const { code, stderr } = await done;
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({ error: { code: 'unknown_name' } });
  });

  it('an engine serves on when nobody reads what it says, and still ends in good order', async () => {
    const other = await Lmcp.make();
    try {
      const child = other.start(['serve', '--port', '0', '--json']);
      child.stderr?.destroy();
      const lines = createInterface({ input: child.stdout ?? process.stdin });
      await once(lines, 'line');
      expect((await other.run(['client', 'add', 'a'])).code).toBe(0);
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      expect(await readFile(join(other.dataDir, 'log', 'lmcp.log'), 'utf8')).toContain(
        'engine.stopped',
      );
    } finally {
      await other.close();
    }
  });

  it('a failure has its exit code where nobody reads why', async () => {
    const child = lmcp.start(['server', 'start', 'nobody']);
    child.stderr?.destroy();
    expect(await once(child, 'exit')).toEqual([2, null]);
  });

  it('SIGTERM drains and exits 0; nothing is left to connect to', async () => {
    serving.child.kill('SIGTERM');
    expect((await serving.done).code).toBe(0);
    expect(existsSync(join(lmcp.dataDir, 'engine.json'))).toBe(false);
    expect((await lmcp.run(['status'])).code).toBe(4);
    expect((await lmcp.run(['audit', 'verify'])).code).toBe(0);
  });
});
