import type { AuditEvent } from '../../audit/record.ts';
import type { ServerLog } from '../../supervisor/server-log.ts';
import type { ConnectionStatus } from '../connection.ts';

/** States that a reader of a server's log wants to see between its lines. */
const told: ReadonlySet<string> = new Set([
  'stopped',
  'backoff',
  'crashed',
  'blocked',
  'needs_sign_in',
  'quarantined',
]);

/** LMCP's own lines in a server's log, from one of its connections: the same thing is not said twice in a row. */
export class LogNotes {
  readonly log: ServerLog;
  #last = '';

  constructor(log: ServerLog) {
    this.log = log;
  }

  state({ state, detail, retryAfterMs }: ConnectionStatus): void {
    if (!told.has(state)) {
      if (state === 'starting') this.#note(detail);
      return;
    }
    const what = detail === '' ? `Now ${state.replaceAll('_', ' ')}` : detail;
    const seconds = Math.max(1, Math.round((retryAfterMs ?? 0) / 1_000));
    this.#note(retryAfterMs === null ? what : `${what}. Next try in ${seconds} s`);
  }

  event({ kind, detail }: AuditEvent): void {
    const pid = detail?.pid;
    if (kind === 'server.started')
      this.#note(pid === undefined ? 'Connecting' : `Started, pid ${pid}`);
    if (kind === 'server.ready') this.#note('Ready: it answered tools/list');
  }

  #note(text: string): void {
    if (text === '' || text === this.#last) return;
    this.#last = text;
    this.log.note(text);
  }
}
