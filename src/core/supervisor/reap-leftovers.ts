import type { Logger } from '../log.ts';
import type { Launches } from './launches.ts';
import { isGroupOf, signalGroup } from './process-group.ts';

/**
 * Kills what a killed engine left running (SU-7). Only a group whose recorded pid *and* start time still match is touched:
 * a pid that was given to somebody else since is left alone. Call it once at start, before the first child.
 * @returns how many groups were killed.
 */
export function reapLeftovers(launches: Launches, log: Logger): number {
  let reaped = 0;
  for (const launch of launches.all()) {
    if (isGroupOf(launch.processGroup, launch.identity)) {
      signalGroup(launch.processGroup, 'SIGKILL');
      reaped++;
      log.warn('leftover.reaped', { server: launch.serverId, pid: launch.pid });
    }
    launches.remove(launch.pid);
  }
  return reaped;
}
