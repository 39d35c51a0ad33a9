import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { testServerPath } from './upstream-rig.ts';

/** test/servers/sdk-stateless.mjs over HTTP, running. */
export interface StatelessUpstream {
  readonly url: string;
  /** What it wrote to stderr so far, as soon as that holds the text. */
  told(text: string): Promise<string>;
  kill(): Promise<void>;
}

/** @param eras `both` serves the session era too. */
export async function startStatelessUpstream(eras: 'only' | 'both'): Promise<StatelessUpstream> {
  const child = spawn(process.execPath, [testServerPath('sdk-stateless.mjs'), 'http', eras], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = once(child, 'exit');
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
  });
  const [line] = await once(child.stdout, 'data');
  const { port } = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  return {
    url: `http://127.0.0.1:${port}/mcp`,
    async told(text) {
      while (!stderr.includes(text)) await once(child.stderr, 'data');
      return stderr;
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}
