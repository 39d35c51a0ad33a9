import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import type { Target } from './target.ts';

type Core = 'first' | 'second';

/** Which of two cores each of the three that a call passes through is held to. */
export interface Placement {
  readonly name: string;
  readonly client: Core;
  readonly gateway: Core;
  readonly server: Core;
}

/**
 * Every way in which three can share two cores. To wake a core that sleeps takes many microseconds, so where the system puts whom
 * moves a sequential call by a factor of two, the floor's as much as ours, and anew from round to round. Held to the same cores,
 * the two differ by what they do.
 */
export const placements: readonly Placement[] = [
  { name: 'all on one core', client: 'first', gateway: 'first', server: 'first' },
  { name: 'gateway alone', client: 'first', gateway: 'second', server: 'first' },
  { name: 'client alone', client: 'first', gateway: 'second', server: 'second' },
  { name: 'server alone', client: 'first', gateway: 'first', server: 'second' },
];

/** Whether processes can be held to cores here, and there are two of them. */
export function canPlace(): boolean {
  if (!existsSync('/proc/self/status')) return false;
  const cores = coresOf(process.pid);
  try {
    hold(process.pid, cores.join(','));
  } catch {
    return false;
  }
  return cores.length > 1;
}

/** Runs `measure` with the client (this process), the target and its servers in their places, and lets go of them afterwards. */
export async function placed<T>(
  placement: Placement,
  target: Target,
  measure: () => Promise<T>,
): Promise<T> {
  const gateway = target.process.pid ?? 0;
  const servers = childrenOf(gateway);
  const cores = coresOf(process.pid);
  const core = (which: Core) => String(cores[which === 'first' ? 0 : 1]);
  try {
    hold(process.pid, core(placement.client));
    hold(gateway, core(placement.gateway));
    for (const server of servers) hold(server, core(placement.server));
    return await measure();
  } finally {
    for (const pid of [process.pid, gateway, ...servers]) hold(pid, cores.join(','));
  }
}

/** With all its threads. */
function hold(pid: number, cores: string): void {
  execFileSync('taskset', ['-a', '-p', '-c', cores, String(pid)], { stdio: 'ignore' });
}

/** The cores that a process may run on. */
function coresOf(pid: number): number[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const list = /Cpus_allowed_list:\s*(\S+)/.exec(status)?.[1] ?? '';
  return list.split(',').flatMap((range) => {
    const [first = 0, last = first] = range.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });
}

/** Those that its main thread started, as Node's does. */
function childrenOf(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? [] : children.split(' ').map(Number);
}
