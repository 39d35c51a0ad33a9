import { createWriteStream } from 'node:fs';
import type { Logger } from '../log.ts';
import type { AuditLog } from './audit-log.ts';

/**
 * `lmcp.audit_log` of the original registry: every row's body as one line of JSON. A convenience for people's own scripts;
 * the segments are the evidence, so a mirror that cannot be written is reported and refuses nothing.
 * @returns ends the mirror, once its lines are written.
 */
export function mirrorAudit(audit: AuditLog, path: string, log: Logger): () => Promise<void> {
  const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
  let failed = false;
  file.on('error', (error) => {
    if (!failed) log.warn('audit.mirror_failed', { path, error: error.message });
    failed = true;
  });
  const unsubscribe = audit.subscribe((group) => {
    if (!failed)
      file.write(
        group
          .newest()
          .map(({ body }) => `${body}\n`)
          .join(''),
      );
  });
  return () => {
    unsubscribe();
    return new Promise((resolve) => (failed ? resolve() : file.end(resolve)));
  };
}
