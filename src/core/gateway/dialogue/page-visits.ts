import { requestLimits, scanJson, textOf } from '../../json/scan.ts';
import type { Connection, ConnectionPool } from '../../upstream/connection.ts';
import type { Session } from '../exchange/session.ts';

const completeMethod = 'notifications/elicitation/complete';
const head = Buffer.from(`{"jsonrpc":"2.0","method":"${completeMethod}","params":`);
const tail = Buffer.from('}');
/** Visits that are remembered; the oldest are forgotten first. */
const mostVisits = 1_024;

/**
 * Pages that clients of the session era were asked to visit: when the server says that one is done, the session that was asked
 * hears of it, and no other (ELICITATION 2025-11-25: completion). The stateless era has no such word.
 */
export class PageVisits {
  readonly #open = new Map<string, Session>();
  readonly #stop: () => void;

  constructor(pool: Pick<ConnectionPool, 'onNotification'>) {
    this.#stop = pool.onNotification((from, method, params) => this.told(from, method, params));
  }

  /** @param params of an elicitation that was put to the session, parsed. */
  asked(from: string, session: Session, params: unknown): void {
    const { elicitationId }: { elicitationId?: unknown } = Object(params);
    if (typeof elicitationId !== 'string') return;
    const [oldest] = this.#open.keys();
    if (this.#open.size >= mostVisits && oldest !== undefined) this.#open.delete(oldest);
    this.#open.set(keyOf(from, elicitationId), session);
  }

  /** A notification of a server, of a call or of none; any other than a completed visit is ignored. */
  told(from: Pick<Connection, 'serverId'>, method: string, params: Uint8Array | null): void {
    if (method !== completeMethod || params === null) return;
    const node = scanJson(params, requestLimits).members?.get('elicitationId');
    if (node?.type !== 'string') return;
    const key = keyOf(from.serverId, textOf(params, node));
    this.#open.get(key)?.notify(Buffer.concat([head, params, tail]));
    this.#open.delete(key);
  }

  close(): void {
    this.#stop();
  }
}

function keyOf(serverId: string, elicitationId: string): string {
  return `${serverId}\n${elicitationId}`;
}
