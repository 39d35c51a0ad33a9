import { constants, createWriteStream, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from '../log.ts';
import type { AuditLog } from './audit-log.ts';

/** Not waiting for a reader: a pipe that nobody reads would hold the engine's end for ever. Windows has no such pipes. */
const appending =
  constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT | (constants.O_NONBLOCK ?? 0);

/**
 * `lmcp.audit_log` of the original registry: every row's body as one line of JSON. A convenience for people's own scripts;
 * the segments are the evidence, so a mirror that cannot be written is reported and refuses nothing.
 * @param path absolute; its folder is made where there is none.
 * @returns ends the mirror, once its lines are written.
 */
export function mirrorAudit(audit: AuditLog, path: string, log: Logger): () => Promise<void> {
  let failed = false;
  const fail = (error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    if (!failed) log.warn('audit.mirror_failed', { path, error: reason });
    failed = true;
  };
  let descriptor: number;
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    descriptor = openSync(path, appending, 0o600);
  } catch (error) {
    fail(error);
    return async () => undefined;
  }
  const file = createWriteStream(path, { fd: descriptor });
  file.on('error', fail);
  const unsubscribe = audit.subscribe((group) => {
    if (failed) return;
    file.write(`${group.bodies.join('\n')}\n`);
  });
  return () => {
    unsubscribe();
    return new Promise((resolve) => (failed ? resolve() : file.end(resolve)));
  };
}
