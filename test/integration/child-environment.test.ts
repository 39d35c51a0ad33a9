import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/core/clock.ts';
import { startChild } from '../../src/core/supervisor/child.ts';
import { leakedDescriptors } from '../../src/core/supervisor/leaked-descriptors.ts';
import { callTool, createRigs, testServer, toolText } from '../helpers/upstream-rig.ts';

const rigs = createRigs();
afterEach(rigs.closeAll);

/** Not written anywhere in one piece: the test's own command line and source must not count as a find. */
const canary = (name: string) => ['lmcp', 'canary', name].join('_');

describe.runIf(process.platform === 'linux')('what a child can see', () => {
  it('P-32 AU-13 UP-17: ten children: no token or foreign secret in any command line or environment', async () => {
    const ids = Array.from({ length: 10 }, (_, index) => `s${index}`);
    const env = (id: string) => ({ OWN_SECRET: `\${secret:${id}/OWN_SECRET}` });
    const rig = await rigs.open({
      servers: Object.fromEntries(
        ids.map((id) => [id, testServer('echo.mjs', [], { env: env(id) })]),
      ),
      variables: {
        ...process.env,
        LMCP_PASSPHRASE: canary('passphrase'),
        LMCP_MANAGEMENT_TOKEN: canary('token'),
      },
    });
    for (const id of ids) await rig.secrets.set(`server/${id}/OWN_SECRET`, canary(`own-${id}`));
    await Promise.all(ids.map((id) => rig.pool.shared(id).start()));
    const pids = new Map(ids.map((id) => [String(rig.pool.status(id)[0]?.pid), id]));
    expect(pids.size).toBe(10);
    const finds: string[] = [];
    for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      if (readIfThere(`/proc/${pid}/cmdline`).includes(canary(''))) finds.push(`${pid} cmdline`);
      const id = pids.get(pid);
      if (id === undefined) continue;
      const seen = readIfThere(`/proc/${pid}/environ`).match(/lmcp_canary_[\w-]+/g);
      expect(seen).toEqual([canary(`own-${id}`)]);
    }
    expect(finds).toEqual([]);
  });

  it('P-32 AU-13: a secret in args starts nothing: a command line can be read by everybody', async () => {
    const args = ['--token=${secret:s/TOKEN}'];
    const rig = await rigs.open({ servers: { s: testServer('echo.mjs', args) } });
    await rig.secrets.set('server/s/TOKEN', canary('argv'));
    await expect(rig.pool.shared('s').start()).rejects.toMatchObject({
      code: 'reference_unreadable',
      hint: 'Hand it over in `env` instead.',
    });
    expect(rig.pool.status('s')[0]).toMatchObject({ state: 'blocked', pid: null });
    expect(rig.events).toEqual([]);
  });

  it('UP-17: the environment is the safelist, the PATH and what the entry declares', async () => {
    const rig = await rigs.open({
      servers: { good: testServer('echo.mjs', [], { env: { DECLARED: 'yes' } }) },
      variables: { HOME: '/h', LANG: 'C', PATH: '/usr/bin', AWS_SECRET_ACCESS_KEY: 'no', X: 'no' },
    });
    const seen = JSON.parse(toolText(await callTool(rig.pool.shared('good'), 'environment')));
    expect(seen).toEqual({ HOME: '/h', LANG: 'C', PATH: '/usr/bin', DECLARED: 'yes' });
  });

  it('UP-17: nothing of ours is inherited above descriptor 2, and cwd and group are its own', async () => {
    const child = await startChild(
      {
        command: '/bin/sh',
        args: ['-c', 'readlink /proc/$$/fd/*; pwd; cut -d" " -f5 /proc/$$/stat; echo $$'],
        cwd: '/usr',
        env: { PATH: '/usr/bin:/bin' },
      },
      systemClock,
    );
    let output = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.resume();
    expect(await child.exited).toEqual({ code: 0, signal: null });
    const pid = String(child.pid);
    const lines = output.trimEnd().split('\n');
    expect(lines.slice(-3)).toEqual(['/usr', pid, pid]);
    const [stdin, stdout, stderr, ...above] = lines.slice(0, -3);
    expect([stdin, stdout, stderr]).toEqual(
      Array(3).fill(expect.stringMatching(/^(socket|pipe):/)),
    );
    // What this test run itself inherited without close-on-exec is covered; anything else is closed.
    expect(above).toEqual(leakedDescriptors().map(() => '/dev/null'));
    expect(child.state).toBe('exited');
    await child.gone;
  });
});

function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}
