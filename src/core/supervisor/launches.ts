import type { Clock } from '../clock.ts';
import type { Child } from './child.ts';
import { processIdentity } from './process-group.ts';

/** One child process that this engine started and has not seen end. */
export interface LaunchRecord {
  pid: number;
  /** What `processIdentity` said of the pid: tells the process from a later one with the same pid. */
  identity: string;
  /** Process group, equal to the pid: every child leads its own. */
  processGroup: number;
  serverId: string;
  launchKey: string;
  /** Wall time in microseconds. */
  startedUs: number;
}

/** Where launches outlive the engine (state.db), so that the next start can reap what a killed engine left behind. */
export interface Launches {
  record(launch: LaunchRecord): void;
  remove(pid: number): void;
  all(): LaunchRecord[];
}

/** Records a child until its whole group is gone. Where processes cannot be told apart (Windows) nothing is recorded. */
export function recordLaunch(
  child: Child,
  of: { serverId: string; launchKey: string },
  { launches, clock }: { launches: Launches; clock: Clock },
): void {
  const { pid } = child;
  const identity = processIdentity(pid);
  if (identity === null) return;
  launches.record({
    pid,
    identity,
    processGroup: pid,
    serverId: of.serverId,
    launchKey: of.launchKey,
    startedUs: clock.nowUs(),
  });
  // A record that stays does no harm: whoever reaps it finds that the process is another, or none.
  child.gone.then(() => launches.remove(pid)).catch(() => {});
}
