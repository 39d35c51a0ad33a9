import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';
import { AppError } from '../../src/shared/errors.ts';
import { testServerPath } from './upstream-rig.ts';

const logEntries = z.array(
  z.object({
    verb: z.string(),
    url: z.string(),
    headers: z.record(z.string(), z.union([z.string(), z.array(z.string())])),
    body: z.string(),
  }),
);

export type HttpLogEntry = z.output<typeof logEntries>[number];

/** test/servers/http-mcp.mjs, running. */
export interface HttpUpstream {
  readonly port: number;
  /** The registry entry of one manner; the label tells tests apart. */
  entry(manner: string, label: string, more?: Record<string, unknown>): Record<string, unknown>;
  /** What arrived under a label; with `until`, as soon as a body holds that text. */
  log(label: string, until?: string): Promise<HttpLogEntry[]>;
  kill(): Promise<void>;
}

/** @param port 0 takes a free one. */
export async function startHttpUpstream(port = 0): Promise<HttpUpstream> {
  const child = spawn(process.execPath, [testServerPath('http-mcp.mjs'), String(port)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'exit');
  const [line] = await once(child.stdout, 'data');
  const started = z.object({ port: z.number() }).parse(JSON.parse(String(line)));
  const origin = `http://127.0.0.1:${started.port}`;
  return {
    port: started.port,
    entry: (manner, label, more = {}) => ({
      transport: 'http',
      url: `${origin}/${manner}/${label}`,
      ...more,
    }),
    async log(label, until) {
      const query = until === undefined ? '' : `?until=${encodeURIComponent(until)}`;
      const response = await fetch(`${origin}/log/${label}${query}`);
      return logEntries.parse(await response.json());
    },
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

/** The messages of one method that arrived. */
export function sentMessages(entries: readonly HttpLogEntry[], method: string) {
  return entries
    .filter(({ verb }) => verb === 'POST')
    .map(({ body }): Record<string, unknown> => JSON.parse(body))
    .filter((message) => message.method === method);
}

/** The error that a promise rejects with. */
export async function failureOf(work: Promise<unknown>): Promise<AppError> {
  const failure: unknown = await work.then(
    () => null,
    (error: unknown) => error,
  );
  if (failure instanceof AppError) return failure;
  throw new Error('expected an AppError', { cause: failure });
}
