import { viewAuditRow } from '../../src/core/management/log/audit-row-view.ts';
import type { ManagementEvent } from '../../src/shared/contract-events.ts';

/** The event of rows with these bodies. */
export function appended(...bodies: (string | Record<string, unknown>)[]): ManagementEvent {
  const rows = bodies.map((given, index) => {
    const body = typeof given === 'string' ? given : JSON.stringify(given);
    return viewAuditRow({ seq: index + 1, hash: '', body });
  });
  return { event: 'audit.appended', data: { rows, omitted: 0, headSeq: rows.length } };
}
