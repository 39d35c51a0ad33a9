import { setFlagsFromString } from 'node:v8';

/**
 * How a process that serves for days is started. V8 and malloc are built for throughput first: under load their defaults
 * take twice the memory, for fewer calls a second. A young generation that has its size of 8 MiB from the first call on:
 * one that grows by need stays so small that what calls in flight hold is copied again and again, a tenth of all work. Scavenges
 * without helper threads, which cost more to wake than they save in so small a room; an old generation that is first
 * collected at 48 MiB, when the heap has its size, so that buffers of large results bring about no collections; two malloc
 * arenas. With `--expose-gc` the start can give back what it alone needed. V8's own saving at rest is off: it gives back 2 to 6 MiB
 * some 100 s after the last call, and the next 20,000 then take 180 MiB in place of 127, and a tenth longer.
 */
const heapFlags = [
  '--max-semi-space-size=8',
  '--min-semi-space-size=8',
  '--no-parallel-scavenge',
  '--initial-old-space-size=48',
  '--heap-growing-percent=300',
  '--expose-gc',
  '--no-memory-reducer',
];
const environment = { MALLOC_ARENA_MAX: '2' };

/**
 * For `serve`: replaces this process by itself with these settings, which Node takes only at its start. The pid stays, and so do
 * descriptors and arguments. Returns where that is done already, or cannot be (Windows).
 */
export function becomeEngineProcess(args: readonly string[]): void {
  // Options may stand before the command; another command with this word in it only starts a little later.
  const isServe = args.includes('serve');
  const isDone = heapFlags.every((flag) => process.execArgv.includes(flag));
  if (!isServe || isDone || process.execve === undefined || process.platform === 'win32') return;
  const [node = process.execPath, ...script] = process.argv;
  process.execve(node, [node, ...process.execArgv, ...heapFlags, ...script], {
    ...definedOnly(process.env),
    ...environment,
  });
}

/**
 * For the time after the start. Nearly half of the heap then is parsed code and tables that are never asked for again: some 10 ms
 * give it back. And V8's middle compiler, whose work is thrown away once its best one is done, leaves 20 MiB behind: the best one
 * is asked earlier instead. The first two thousand calls take up to a seventh longer for it, the later ones no longer.
 */
export function settleEngineProcess(): void {
  // Threads that start from now on go by limits of their own, which these would override.
  setFlagsFromString('--min-semi-space-size=0');
  setFlagsFromString('--max-semi-space-size=0');
  setFlagsFromString('--no-maglev');
  setFlagsFromString('--invocation-count-for-turbofan=800');
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

function definedOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(variables);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
