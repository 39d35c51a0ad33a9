import { setTimeout as sleep } from 'node:timers/promises';
import { BenchClient, post } from './http-client.ts';
import { cpuUs, settled, type Target } from './target.ts';

export interface Sequential {
  p50Us: number;
  p99Us: number;
}

export interface Load {
  callsPerSecond: number;
  cpuUsPerCall: number;
}

const call = (target: Target, id: number, tool: string, message: string) =>
  post(
    target.path,
    JSON.stringify({
      jsonrpc: '2.0',
      id,
      method: 'tools/call',
      params: {
        name: target.toolName(tool),
        arguments: { message },
        ...(target.meta === undefined ? {} : { _meta: target.meta }),
      },
    }),
    target.headers,
    target.port,
  );

export interface SequentialOptions {
  /** Default: a small tools/call. */
  request?: Buffer;
  check?: (answer: Buffer) => boolean;
  /** Before each call; default 0. */
  pauseMs?: number;
}

/** One call after the other over one connection. */
export async function sequential(
  target: Target,
  calls: number,
  options: SequentialOptions = {},
): Promise<Sequential> {
  const { request = call(target, 7, 'echo', 'hello'), check = isResult, pauseMs = 0 } = options;
  const client = await BenchClient.open(target.port);
  const timesUs: number[] = [];
  for (let index = 0; index < calls; index++) {
    if (pauseMs > 0) await sleep(pauseMs);
    const start = performance.now();
    const answer = await client.send(request);
    timesUs.push((performance.now() - start) * 1_000);
    if (!check(answer))
      throw new Error(`${target.name} answered ${answer.subarray(0, 600).toString()}`);
  }
  client.close();
  timesUs.sort((one, other) => one - other);
  return {
    p50Us: timesUs[Math.floor(calls / 2)] ?? 0,
    p99Us: timesUs[Math.floor(calls * 0.99)] ?? 0,
  };
}

/** `concurrency` connections, each calling in a loop, `calls` in all. */
export async function load(target: Target, concurrency: number, calls: number): Promise<Load> {
  const pid = target.process.pid ?? 0;
  const clients = await Promise.all(
    Array.from({ length: concurrency }, () => BenchClient.open(target.port)),
  );
  let left = calls;
  const before = cpuUs(pid);
  const start = performance.now();
  await Promise.all(
    clients.map(async (client, index) => {
      const request = call(target, index, 'echo', 'hello');
      while (left > 0) {
        left--;
        const answer = await client.send(request);
        if (!isResult(answer))
          throw new Error(`${target.name} answered ${answer.subarray(0, 600).toString()}`);
      }
    }),
  );
  const seconds = (performance.now() - start) / 1_000;
  for (const client of clients) client.close();
  await settled(pid);
  const cpu = cpuUs(pid) - before;
  return { callsPerSecond: calls / seconds, cpuUsPerCall: cpu / calls };
}

export const bigResult = (target: Target, calls: number) =>
  sequential(target, calls, {
    request: call(target, 8, 'big', 'one megabyte, please'),
    check: (answer) => answer.length > 1_048_576,
  });

export const bigRequest = (target: Target, calls: number) =>
  sequential(target, calls, { request: call(target, 9, 'echo', 'y'.repeat(1_048_576)) });

export const listTools = (target: Target, calls: number, tools: number) => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list', params: {} });
  const request = post(target.path, body, target.headers, target.port);
  return sequential(target, calls, {
    request,
    check: (answer) => answer.toString().split('"inputSchema"').length === tools + 1,
  });
};

function isResult(answer: Buffer): boolean {
  return answer.indexOf('"result":{') > 0 && answer.indexOf('"content":[') > 0;
}
