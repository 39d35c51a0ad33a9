import { readdirSync, readFileSync, statSync } from 'node:fs';
import { chmod, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../src/core/database.ts';
import { cutLog } from '../helpers/cut-log.ts';
import { Lmcp } from '../helpers/lmcp.ts';
import { makeReadOnly } from '../helpers/read-only.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';

/** One story on one data directory, without an engine: each step stands on the one before. */
let lmcp: Lmcp;

beforeAll(async () => {
  lmcp = await Lmcp.make();
});

afterAll(() => lmcp?.close());
afterEach(() => void vi.unstubAllEnvs());

describe('lmcp on the files', () => {
  it('has a version and help, and exits 2 on wrong usage', async () => {
    const version = await lmcp.spawn(['--version']);
    expect([version.code, version.stdout]).toEqual([0, expect.stringMatching(/^\d+\.\d+\.\d+\n$/)]);
    expect((await lmcp.run(['server', 'add', '--help'])).stdout).toContain('Examples:');
    for (const args of [
      ['nope'],
      ['server', 'add'],
      ['server', 'add', 'x'],
      ['serve', '--port', 'x'],
    ]) {
      const { code, stdout, stderr } = await lmcp.run(args);
      expect([code, stdout], args.join(' ')).toEqual([2, '']);
      expect(stderr).toContain('(usage)');
    }
    const { stderr, code } = await lmcp.spawn(['nope', '--json']);
    expect(code).toBe(2);
    expect(JSON.parse(stderr)).toMatchObject({
      error: { code: 'usage', hint: expect.any(String) },
    });
  });

  it('exits 4 where an engine is wanted and none runs', async () => {
    for (const args of [['status'], ['reload'], ['server', 'restart', 'x'], ['audit', 'tail']]) {
      const { code, stderr } = await lmcp.run(args);
      expect(code, args.join(' ')).toBe(4);
      expect(stderr).toMatch(/\(unreachable\)\n {2}Start it with/);
    }
  });

  it('adds a server: its command in the file, 0600, granted to nobody', async () => {
    const command = [process.execPath, testServerPath('echo.mjs'), '--json'];
    const args = ['server', 'add', 'echo', '--env', 'LEVEL=info', '--json', '--', ...command];
    const added = await lmcp.run(args);
    expect(added.json()).toMatchObject({ id: 'echo', storedSecrets: [] });
    const text = await readFile(lmcp.registryPath, 'utf8');
    expect(text).toContain('LEVEL: info');
    expect(text).toContain('--json');
    expect((await stat(lmcp.registryPath)).mode & 0o777).toBe(0o600);
    const again = await lmcp.run(args);
    expect(again.code).toBe(1);
    expect(JSON.parse(again.stderr)).toMatchObject({ error: { code: 'conflict' } });
  });

  it('AU-13: takes a secret from stdin, and stores one that came on the command line anyway', async () => {
    const command = ['--', process.execPath, testServerPath('echo.mjs')];
    const hidden = await lmcp.run(
      ['server', 'add', 'kept', '--secret-env', 'PIN', '--json', ...command],
      'canary-1234\n',
    );
    expect(hidden.json()).toMatchObject({ storedSecrets: ['kept/PIN'] });
    expect(hidden.stderr).toBe('');
    const shown = await lmcp.run([
      ...['server', 'add', 'shown', '--env', 'API_KEY=canary-5678'],
      ...command,
    ]);
    expect(shown.stderr).toContain('the value of API_KEY was on the command line');
    const text = await readFile(lmcp.registryPath, 'utf8');
    expect(text).toContain('${secret:kept/PIN}');
    expect(text).toContain('${secret:shown/API_KEY}');
    expect(text).not.toContain('canary');
    const missing = await lmcp.run(['server', 'add', 'x', '--secret-env', 'PIN', ...command]);
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('PIN')]);
  });

  it('adds a client: its token is in the answer and in its snippet, and nowhere in the files', async () => {
    const added = await lmcp.run([
      'client',
      'add',
      'a',
      '--allow',
      'echo',
      '--ttl',
      '30d',
      '--json',
    ]);
    const { token, ...rest } = added.json<{ token: string }>();
    expect(token).toMatch(/^lmcp_c_[0-9A-Za-z]{49}$/);
    expect(rest).toEqual({
      id: 'a',
      url: 'http://127.0.0.1:7345/mcp',
      expires: expect.stringMatching(/^20\d\d-/),
    });
    const snippet = await lmcp.run(['client', 'snippet', 'a', '--app', 'codex']);
    expect(snippet.stdout).toContain(`"Bearer ${token}"`);
    expect(snippet.stderr).toContain('config.toml');
    expect(await readFile(lmcp.registryPath, 'utf8')).not.toContain(token);
    expect((await lmcp.run(['client', 'snippet', 'a', '--app', 'notepad'])).code).toBe(2);
  });

  it('explains with the live decision: 0 where it is allowed, 5 where it is denied', async () => {
    const allowed = await lmcp.run(['explain', 'a', 'echo', 'echo', '--json']);
    expect([allowed.code, allowed.json()]).toEqual([
      0,
      expect.objectContaining({ effect: 'allow', rule: 'clients.a.allow_servers[0]' }),
    ]);
    // The name that a client shows says both.
    const exposed = await lmcp.run(['explain', 'a', 'echo__echo', '--json']);
    expect([exposed.code, exposed.json()]).toEqual([allowed.code, allowed.json()]);
    const denied = await lmcp.run(['explain', 'a', 'kept', 'echo']);
    expect([denied.code, denied.stdout]).toEqual([5, expect.stringContaining('deny: clients.a')]);
    await lmcp.run(['client', 'allow', 'a', 'kept,shown']);
    expect((await lmcp.run(['explain', 'a', 'kept', 'echo'])).code).toBe(0);
    await lmcp.run(['client', 'deny-servers', 'a', 'kept', 'shown']);
    expect((await lmcp.run(['explain', 'a', 'kept', 'echo'])).code).toBe(5);
  });

  it('tests a server without an engine, and says why one fails', async () => {
    const good = await lmcp.run(['server', 'test', 'echo']);
    expect([good.code, good.stdout]).toEqual([0, expect.stringContaining('3 tools')]);
    await lmcp.run(['server', 'add', 'gone', '--', 'no-such-command-anywhere']);
    const bad = await lmcp.run(['server', 'test', 'gone']);
    expect(bad.code).toBe(1);
    expect(bad.stdout).toContain('command_not_found');
    expect(bad.stdout).toContain('searched');
    await lmcp.run(['server', 'remove', 'gone']);
  });

  it('P-44: validates with file, line and column; exits 3', async () => {
    const broken = join(lmcp.directory, 'broken.yaml');
    await writeFile(broken, 'version: 1\nclients:\n  a: { allow_server: [x] }\n');
    const { code, stderr } = await lmcp.run(['validate', broken]);
    expect(code).toBe(3);
    expect(stderr).toMatch(/broken\.yaml:3:\d+.*allow_servers/s);
    await writeFile(broken, 'servers:\n  x: { transport: stdio }\n');
    const partly = await lmcp.run(['validate', broken, '--json']);
    expect([partly.code, partly.json()]).toEqual([
      3,
      expect.objectContaining({ ok: false, broken: [expect.objectContaining({ server: 'x' })] }),
    ]);
    expect((await lmcp.run(['validate'])).code).toBe(0);
    expect((await lmcp.run(['validate', '/nowhere/registry.yaml'])).code).toBe(3);
  });

  it('prints the registry with defaults and without secrets', async () => {
    const { stdout } = await lmcp.run(['print-config']);
    expect(stdout).toContain('tools_call_s: 180');
    expect(stdout).toContain('PIN: set');
    const asJson = await lmcp.run(['print-config', '--json']);
    expect(asJson.json()).toMatchObject({ version: 1, lmcp: { port: 7345 } });
  });

  it('queries and exports what it did, and an export verifies on its own', async () => {
    const { stdout } = await lmcp.run(['audit', 'query', '--kind', 'token.minted', '--json']);
    const rows = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual([
      expect.objectContaining({
        seq: expect.any(Number),
        hash: expect.stringMatching(/^[0-9a-f]{64}$/),
        body: expect.objectContaining({ client: 'a', actor: { type: 'operator', door: 'file' } }),
      }),
    ]);
    const report = await lmcp.run(['audit', 'export', 'rows.jsonl', '--json']);
    const { rows: count } = report.json<{ rows: number }>();
    const verified = await lmcp.run(['audit', 'verify', 'rows.jsonl', '--json']);
    expect([verified.code, verified.json()]).toEqual([
      0,
      expect.objectContaining({ ok: true, rows: count }),
    ]);
    expect((await lmcp.run(['audit', 'query', '--since', 'whenever'])).code).toBe(2);
  });

  it('AD-7: verify names the first row that was changed, and exits 6', async () => {
    const good = await lmcp.run(['audit', 'verify', '--json']);
    expect([good.code, good.json()]).toEqual([0, expect.objectContaining({ ok: true })]);
    const database = openDatabase(join(lmcp.dataDir, 'audit', '000001.db'), {
      durability: 'crash',
    });
    const triggers = database
      .prepare<[], { name: string }>("SELECT name FROM sqlite_master WHERE type = 'trigger'")
      .all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
    database.exec("UPDATE entry SET body = replace(body, 'token.minted', 'token.mintex')");
    database.close();
    const bad = await lmcp.run(['audit', 'verify']);
    expect(bad.code).toBe(6);
    expect(bad.stdout).toMatch(/^NOT OK: row \d+: /);
  });

  it.each([
    ['a key file', {}],
    ['a passphrase', { LMCP_PASSPHRASE: 'correct horse' }],
  ])(
    'AD-9: verify without an engine asks the secret store under %s for the head',
    async (_store, env) => {
      const other = await Lmcp.make();
      try {
        expect((await other.run(['client', 'add', 'a'], '', env)).code).toBe(0);
        const good = await other.run(['audit', 'verify', '--json'], '', env);
        expect([good.code, good.json()]).toMatchObject([0, { ok: true, keptHead: 'compared' }]);
        await cutLog(other.directory, 1);
        const cut = await other.run(['audit', 'verify'], '', env);
        expect(cut.code).toBe(6);
        expect(cut.stdout).toMatch(/^NOT OK: row \d+: the log ends here, but row \d+ was anchored/);
      } finally {
        await other.close();
      }
    },
  );

  it('AD-9: verify says that it could not compare the head where the secret store does not open', async () => {
    const other = await Lmcp.make();
    try {
      await other.run(['client', 'add', 'a'], '', { LMCP_PASSPHRASE: 'correct horse' });
      const blind = await other.run(['audit', 'verify']);
      expect(blind.code).toBe(0);
      expect(blind.stdout).toContain('was not compared (The file of secrets needs its passphrase)');
      const wrong = await other.run(['audit', 'verify', '--json'], '', { LMCP_PASSPHRASE: 'x' });
      expect(wrong.json()).toMatchObject({ ok: true, keptHead: 'not_read' });
    } finally {
      await other.close();
    }
  });

  it('AD-7: verify reads a copy that nobody can write, and changes no file', async ({ skip }) => {
    const other = await Lmcp.make();
    const files = ['state.db', 'audit/000001.db'].map((name) => join(other.dataDir, name));
    const seen = () => files.map((file) => [statSync(file).mode, readFileSync(file, 'latin1')]);
    try {
      await other.run(['client', 'add', 'a']);
      for (const file of files) await chmod(file, 0o640);
      const before = seen();
      expect((await other.run(['audit', 'verify'])).code).toBe(0);
      expect(seen()).toEqual(before);
      vi.stubEnv('TMPDIR', other.directory);
      const undo = makeReadOnly(other.dataDir);
      if (undo === null) return skip('mounting a directory is not permitted here');
      try {
        const report = await other.run(['audit', 'verify', '--json']);
        expect([report.code, report.json()]).toMatchObject([
          0,
          { ok: true, rows: 3, keptHead: 'compared' },
        ]);
        expect(seen()).toEqual(before);
      } finally {
        undo();
      }
      expect(readdirSync(other.directory)).not.toContainEqual(expect.stringMatching('verify'));
    } finally {
      await other.close();
    }
  });

  it('AD-7: verify without an engine says of a log that is damaged or gone that it does not verify', async () => {
    const other = await Lmcp.make();
    try {
      await other.run(['client', 'add', 'a']);
      const audit = join(other.dataDir, 'audit');
      await truncate(join(audit, '000001.db'), 5_000);
      const damaged = await other.run(['audit', 'verify', '--json']);
      expect(damaged.code).toBe(6);
      expect(JSON.parse(damaged.stderr)).toMatchObject({ error: { code: 'audit_corrupt' } });
      const query = await other.run(['audit', 'query']);
      expect([query.code, query.stderr]).toEqual([1, expect.stringContaining('a backup')]);
      await rm(audit, { recursive: true });
      const gone = await other.run(['audit', 'verify', '--json']);
      expect([gone.code, gone.json()]).toMatchObject([6, { ok: false, firstBad: { seq: 1 } }]);
      await truncate(join(other.dataDir, 'state.db'), 100);
      const blind = await other.run(['audit', 'verify']);
      expect([blind.code, blind.stderr]).toEqual([1, expect.stringContaining('database_unusable')]);
      await rm(join(other.dataDir, 'state.db'));
      expect((await other.run(['audit', 'verify'])).code).toBe(2);
    } finally {
      await other.close();
    }
  });

  it('prints a completion script that its shell can read', async () => {
    const { stdout, code } = await lmcp.run(['completion', 'bash']);
    expect(code).toBe(0);
    expect(stdout).toContain('"audit query") words="--client');
    expect((await lmcp.run(['completion', 'dos'])).code).toBe(2);
  });
});
