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
