/**
 * How a process that serves for days is started. V8 and malloc are built for throughput first: under load their defaults
 * take more than twice the memory, for no more calls a second. A young generation of 4 MiB instead of 16, a heap that at most doubles before
 * it is collected, and two malloc arenas.
 */
const heapFlags = ['--max-semi-space-size=4', '--heap-growing-percent=100'];
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

function definedOnly(variables: NodeJS.ProcessEnv): Record<string, string> {
  const entries = Object.entries(variables);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
