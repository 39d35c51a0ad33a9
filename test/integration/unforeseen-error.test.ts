import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, it, vi } from 'vitest';
import { groupRuns } from '../../src/core/supervisor/process-group.ts';
import { Lmcp } from '../helpers/lmcp.ts';
import { testServerPath } from '../helpers/upstream-rig.ts';

const opened: Lmcp[] = [];
afterAll(() => Promise.all(opened.map((lmcp) => lmcp.close())));

// No Windows: there is no such signal.
describe.skipIf(process.platform === 'win32').concurrent('an error that nobody foresaw', () => {
  it.for(['throw', 'reject'])(
    'SU-17: ends `serve` non-zero, with its child stopped and its log closed and whole (%s)',
    async (how, { expect }) => {
      const lmcp = await Lmcp.make();
      opened.push(lmcp);
      await lmcp.run([
        ...['server', 'add', 'echo', '--autostart', '--'],
        ...[process.execPath, testServerPath('echo.mjs')],
      ]);
      const fault = `${pathToFileURL(testServerPath('fails-on-signal.mjs'))}?how=${how}`;
      const serving = await lmcp.serve([], { NODE_OPTIONS: `--import=${fault}` });
      await lmcp.run(['server', 'start', 'echo']);
      const list = await lmcp.run(['server', 'list', '--json']);
      const { servers } = list.json<{ servers: { connections: { pid: number }[] }[] }>();
      const pid = servers[0]?.connections[0]?.pid ?? 0;
      expect(groupRuns(pid)).toBe(true);

      serving.child.kill('SIGUSR2');
      const { code } = await serving.done;
      expect(code).toBe(1);
      expect(groupRuns(pid)).toBe(false);
      expect(existsSync(join(lmcp.dataDir, 'engine.json'))).toBe(false);
      const log = readFileSync(join(lmcp.dataDir, 'log', 'lmcp.log'), 'utf8');
      expect(log).toContain('nobody foresaw this');
      const { stdout } = await lmcp.run(['audit', 'query', '--limit', '1', '--json']);
      expect(JSON.parse(stdout).body).toMatchObject({ kind: 'engine.stopped' });
      expect((await lmcp.run(['audit', 'verify'])).code).toBe(0);
    },
  );

  it('none is that nobody reads the stderr of `serve` any more: the log goes on', async ({
    expect,
  }) => {
    const lmcp = await Lmcp.make();
    opened.push(lmcp);
    const serving = await lmcp.serve();
    serving.child.stderr?.destroy();
    const logged = () => readFileSync(join(lmcp.dataDir, 'log', 'lmcp.log'), 'utf8');
    for (const [text, event] of [
      ['{', 'registry.refused'],
      ['version: 1', 'registry.in_force'],
    ] as const) {
      writeFileSync(lmcp.registryPath, text);
      await vi.waitFor(() => expect(logged()).toContain(event), 10_000);
    }
    expect(logged()).not.toContain('engine.failed');
    serving.child.kill('SIGTERM');
    expect((await serving.done).code).toBe(0);
  });
});
