import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The fields of /proc/PID/stat that tell processes apart. */
interface ProcessStat {
  state: string;
  group: number;
  session: number;
  startTicks: number;
}

/**
 * Sends a signal to a whole process group (on Windows: ends the tree, whatever the signal).
 * @returns false when nobody was there to get it.
 */
export function signalGroup(group: number, signal: NodeJS.Signals): boolean {
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(group), '/T', '/F'], { stdio: 'ignore' }).on('error', noop);
    return true;
  }
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** True while a process of the group runs; one that has ended and waits to be reaped no longer runs. */
export function groupRuns(group: number): boolean {
  try {
    process.kill(process.platform === 'win32' ? group : -group, 0);
  } catch {
    return false;
  }
  return process.platform !== 'linux' || linuxMembers(group).length > 0;
}

/**
 * Tells a process from a later one with the same pid: boot and start time (/proc/PID/stat field 22; `ps -o lstart` on macOS).
 * Null when the process is gone, and on Windows, where it cannot be told.
 */
export function processIdentity(pid: number): string | null {
  if (process.platform === 'linux') {
    const stat = readStat(pid);
    return stat === null ? null : `${bootId()}/${stat.startTicks}`;
  }
  if (process.platform === 'win32') return null;
  try {
    const started = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { timeout: 2_000 });
    return started.toString('utf8').trim() || null;
  } catch {
    return null;
  }
}

/**
 * True when the group that `identity` once led still runs. A leader that has ended leaves its group number reserved while
 * members live; they carry its session, and none is older than it.
 */
export function isGroupOf(group: number, identity: string): boolean {
  const leader = processIdentity(group);
  if (leader !== null) return leader === identity;
  const [boot, startTicks] = identity.split('/');
  if (process.platform !== 'linux' || boot !== bootId()) return false;
  const members = linuxMembers(group);
  return (
    members.length > 0 &&
    members.every((stat) => stat.session === group && stat.startTicks >= Number(startTicks))
  );
}

function linuxMembers(group: number): ProcessStat[] {
  const members: ProcessStat[] = [];
  for (const name of readdirSync('/proc')) {
    const pid = Number(name);
    if (!Number.isInteger(pid)) continue;
    const stat = readStat(pid);
    if (stat?.group === group && stat.state !== 'Z' && stat.state !== 'X') members.push(stat);
  }
  return members;
}

function readStat(pid: number): ProcessStat | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return null;
  }
  // The command name, in parentheses, may itself hold spaces and parentheses: fields are counted from its end.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return {
    state: fields[0] ?? '',
    group: Number(fields[2]),
    session: Number(fields[3]),
    startTicks: Number(fields[19]),
  };
}

function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim();
  } catch {
    return 'unknown';
  }
}

function noop(): void {}
