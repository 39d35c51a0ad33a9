import type { AuditLog } from '../../audit/audit-log.ts';
import type { CallSubject } from '../../audit/record.ts';
import type { Question } from './input-required.ts';

/** Writes what servers asked of a client during one call, under the id of the call (AUDIT: request.relayed, request.answered). */
export class QuestionRows {
  readonly #audit: Pick<AuditLog, 'event'>;
  readonly #subject: CallSubject;

  constructor(audit: Pick<AuditLog, 'event'>, subject: CallSubject) {
    this.#audit = audit;
    this.#subject = subject;
  }

  /** Durable before the client is shown anything. */
  relayed(round: number, questions: readonly Pick<Question, 'method'>[]): Promise<void> {
    return this.#write('request.relayed', round, { methods: questions.map((one) => one.method) });
  }

  /** Durable before an answer goes to the server. @param how what came of it; @param bytes of the answers. */
  answered(round: number, how: 'answered' | 'refused' | 'expired', bytes: number): Promise<void> {
    return this.#write('request.answered', round, { how, bytes });
  }

  /** The client's entry does not accept it, or the client does not declare it (UP-15). */
  denied(round: number, method: string, reason: string): Promise<void> {
    return this.#write('request.denied', round, { method: method.slice(0, 128), reason });
  }

  #write(
    kind: 'request.relayed' | 'request.answered' | 'request.denied',
    round: number,
    detail: Record<string, string | number | string[]>,
  ): Promise<void> {
    const { actor, client, server, item, item_kind, call_id } = this.#subject;
    return this.#audit.event({
      kind,
      actor,
      client,
      server,
      item,
      detail: { call_id, round, item_kind, ...detail },
    });
  }
}
