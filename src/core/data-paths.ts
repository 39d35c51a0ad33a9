import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

/** Where everything lies in the data directory (AUDIT: files). */
export interface DataPaths {
  readonly dir: string;
  readonly lock: string;
  readonly state: string;
  readonly audit: string;
  readonly log: string;
}

/** Makes the data directory, 0700 (AD-23). */
export function prepareDataDir(dir: string): DataPaths {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  chmodSync(dir, 0o700);
  return {
    dir,
    lock: join(dir, 'lock.db'),
    state: join(dir, 'state.db'),
    audit: join(dir, 'audit'),
    log: join(dir, 'log', 'lmcp.log'),
  };
}
