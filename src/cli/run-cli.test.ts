import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { nodeHost } from './node-host.ts';
import { runCli } from './run-cli.ts';

async function run(...args: string[]): Promise<{ code: number; told: string }> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const places = { env: {}, cwd: '/', home: '/', platform: 'linux' } as const;
  const code = await runCli(args, { stdin, stdout, stderr, ...places }, nodeHost);
  stderr.end();
  return { code, told: await text(stderr) };
}

describe('usage errors', () => {
  it('are 64 for the checker, whatever options stand before it, and 2 for all others', async () => {
    expect((await run('test', 'mcp', 'nonsense')).code).toBe(64);
    expect((await run('--data', '/d', 'test', 'mcp', 'nonsense')).code).toBe(64);
    expect((await run('--registry=/r', 'test', 'mcp')).code).toBe(64);
    expect((await run('--data', 'test', 'explain')).code).toBe(2);
    expect((await run('--nonsense')).code).toBe(2);
  });

  it('are JSON where that was asked for, not where a server’s own command has the word', async () => {
    const asked = await run('client', 'add', '--json');
    expect(JSON.parse(asked.told)).toMatchObject({ error: { code: 'usage' } });
    const own = await run('server', 'add', 'x', '--nonsense', '--', 'node', '--json');
    expect(own.told).toMatch(/^lmcp: .*--nonsense/);
  });
});
