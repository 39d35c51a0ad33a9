import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../log.ts';
import type { Anchor } from './anchor.ts';
import type { AppendedGroup } from './appended-group.ts';
import type { AuditLog, AuditState, Capture, DurableIntent } from './audit-log.ts';
import type { BodyWriter, PayloadNote } from './body.ts';
import type { CommitQueue, Company } from './commit-queue.ts';
import type { Health } from './health.ts';
import type { Hmac } from './hmac.ts';
import type { Journal } from './journal.ts';
import type { Actor, AuditEvent, CallDenied, CallIntent, CallOutcome } from './record.ts';
import { RecordedIntent } from './recorded-intent.ts';
import type { Row } from './row.ts';
import type { SegmentFeed } from './segment-feed.ts';
import type { Recovered } from './writer.ts';
import type { PayloadKind } from './writer-messages.ts';

export interface JournaledAuditLogParts {
  readonly queue: CommitQueue;
  readonly feed: SegmentFeed;
  readonly health: Health;
  readonly journal: Journal;
  readonly anchor: Anchor | null;
  readonly bodies: BodyWriter;
  readonly hmac: Hmac;
  readonly reserveBytes: number;
  readonly clock: Clock;
  readonly log: Logger;
}

const engine: Actor = { type: 'engine', door: 'file' };
/** Payloads up to here are digested at once; larger ones in slices, or where they are captured. */
const inlineDigestBytes = 65_536;

/** Rows of a recovery that go out in one group. */
const recoveryRows = 1_000;

/** The audit log whose rows become durable in the journal and move into the segments from there. */
export class JournaledAuditLog implements AuditLog {
  readonly #parts: JournaledAuditLogParts;
  /** Outcomes whose result is still being digested. */
  readonly #digesting = new Set<Promise<void>>();
  #lastSegment = 0;
  /** Calls whose intent was asked for and whose outcome is not queued yet. */
  #openCalls = 0;

  constructor(parts: JournaledAuditLogParts) {
    this.#parts = parts;
  }

  get state(): AuditState {
    const { health, journal, queue, reserveBytes } = this.#parts;
    return {
      writable: health.writable,
      problem: health.problem,
      sinceUs: health.sinceUs,
      refused: health.refused,
      neededBytes: reserveBytes,
      headSeq: journal.head.seq,
      queued: queue.length + this.#digesting.size,
    };
  }

  /** The first rows of a run: the first segment, and what became of the calls that the last run left open. */
  async begin({ segment, openIntents }: Recovered): Promise<void> {
    const { bodies, journal, log, queue } = this.#parts;
    this.#lastSegment = segment;
    if (journal.head.seq === 0) queue.owe(this.#segmentOpened(segment));
    for (const { seq, callId, round } of openIntents) {
      queue.owe(bodies.unknownOutcome({ callId, round, parentSeq: seq, actor: engine }));
      if (queue.length >= recoveryRows) await queue.settle();
    }
    if (openIntents.length > 0) {
      const detail = { intents: openIntents.length };
      queue.owe(bodies.event({ kind: 'engine.recovered', actor: engine, detail }));
      log.warn('audit.recovered', detail);
    }
    await queue.settle();
  }

  intent(
    record: CallIntent,
    args: Uint8Array,
    capture: Capture,
  ): DurableIntent | Promise<DurableIntent> {
    const { feed, queue } = this.#parts;
    const pause = feed.pause();
    // Nobody else is about to ask: there is no group to wait for.
    return pause === null && isBrief(args, capture) && queue.isImmediate && this.#openCalls === 0
      ? this.#intentNow(record, args)
      : this.#intentInTurn(record, args, capture, pause);
  }

  #intentNow(record: CallIntent, args: Uint8Array): DurableIntent | Promise<never> {
    const { bodies, health, hmac, queue } = this.#parts;
    try {
      health.assert();
      const argsHmac = hmac.of(args);
      const seq = queue.commitNow(bodies.intent(record, args.length, { hmac: argsHmac }));
      this.#openCalls++;
      return new RecordedIntent(seq, record, argsHmac);
    } catch (error) {
      health.refuse();
      return Promise.reject(error);
    }
  }

  async #intentInTurn(
    record: CallIntent,
    args: Uint8Array,
    capture: Capture,
    pause: Promise<void> | null,
  ): Promise<DurableIntent> {
    const { bodies, health, hmac, queue } = this.#parts;
    let isOpen = false;
    try {
      health.assert();
      if (pause !== null) await pause;
      const note = isBrief(args, capture)
        ? { hmac: hmac.of(args) }
        : await this.#digest('args', args, capture);
      const row = bodies.intent(record, args.length, note);
      const company = this.#companyNow();
      isOpen = true;
      this.#openCalls++;
      return new RecordedIntent(await queue.commit(row, company), record, note.hmac);
    } catch (error) {
      if (isOpen) this.#openCalls--;
      health.refuse();
      throw error;
    }
  }

  outcome(
    intent: DurableIntent,
    record: CallOutcome,
    result: Uint8Array | null,
    capture: Capture,
  ): void {
    if (!(intent instanceof RecordedIntent) || intent.settled) {
      throw new AppError('internal', 'An outcome belongs to one intent of this log, and only once');
    }
    intent.settled = true;
    this.#openCalls--;
    const { bodies, hmac, queue } = this.#parts;
    const inline = result === null || (capture !== 'full' && result.length <= inlineDigestBytes);
    if (inline) {
      // Of this moment; the rest of the work is done when it is written, with the answer on its way.
      const finish = bodies.outcomeOfNow(intent, record);
      const row = () => finish(result === null ? null : { hmac: hmac.of(result) });
      queue.owe(row, this.#companyNow());
    } else this.#oweLater(intent, record, result, capture);
  }

  async denied(record: CallDenied): Promise<void> {
    const { bodies, feed, health, queue } = this.#parts;
    try {
      await feed.pause();
      await queue.commit(bodies.denied(record));
    } catch (error) {
      health.refuse();
      throw error;
    }
  }

  async event(record: AuditEvent): Promise<void> {
    await this.#parts.queue.commit(this.#parts.bodies.event(record));
  }

  assertWritable(): void {
    this.#parts.health.assert();
  }

  subscribe(listener: (group: AppendedGroup) => void): () => void {
    return this.#parts.queue.subscribe(listener);
  }

  /** Begins a segment: its number goes into the row that the writer thread opens it for. */
  beginSegment(segment: number): void {
    if (segment <= this.#lastSegment) return;
    const { bodies, queue } = this.#parts;
    const detail = { segment: segment - 1 };
    queue.owe(bodies.event({ kind: 'segment.sealed', actor: engine, detail }));
    queue.owe(this.#segmentOpened(segment));
    this.#lastSegment = segment;
  }

  /** A row whose caller was told that it could not be written is on the disk after all: its call was not sent. */
  settleAbandoned(row: Row, seq: number): void {
    if (row.kind !== 'call.intent' || row.callId === null) return;
    const members: unknown = JSON.parse(row.body);
    const round = Number(Object(members).round);
    const call = { callId: row.callId, round, parentSeq: seq, actor: engine };
    this.#parts.queue.owe(this.#parts.bodies.unsentOutcome(call));
  }

  async close(): Promise<void> {
    const { anchor, feed, health, journal, log, queue } = this.#parts;
    if (health.has('closed')) return;
    health.set('closed', 'The audit log is closed.');
    await Promise.all(this.#digesting);
    const lost = await queue.end();
    if (lost > 0) log.error('audit.lost', { rows: lost });
    await feed.close(async () => anchor?.set());
    journal.close();
  }

  /** The row follows when the result is digested, in a few milliseconds. */
  #oweLater(
    intent: RecordedIntent,
    record: CallOutcome,
    result: Uint8Array,
    capture: Capture,
  ): void {
    const { bodies, hmac, log, queue } = this.#parts;
    const row = this.#digest('result', result, capture)
      .catch((error: unknown): PayloadNote => {
        log.error('audit.capture_failed', { error: error instanceof Error ? error.name : '' });
        return { hmac: hmac.of(result) };
      })
      .then((note) => queue.owe(bodies.outcome(intent, record, note)))
      .catch(() => log.error('audit.lost', { rows: 1 }))
      .finally(() => this.#digesting.delete(row));
    this.#digesting.add(row);
  }

  /** What is kept of the bytes beside their digest is made on the writer thread, of a copy. */
  async #digest(payload: PayloadKind, bytes: Uint8Array, capture: Capture): Promise<PayloadNote> {
    const { clock, feed, hmac } = this.#parts;
    const isKept = capture === 'full' || (capture === 'shape' && payload === 'args');
    if (!isKept) return { hmac: await hmac.ofLong(bytes) };
    try {
      return await feed.digest(bytes, { payload, capture, atUs: clock.nowUs() });
    } catch (cause) {
      throw new AppError('audit_unavailable', undefined, { cause });
    }
  }

  #companyNow(): Company {
    return this.#openCalls === 0 ? 'alone' : 'others';
  }

  #segmentOpened(segment: number): Row {
    const detail = { segment };
    return this.#parts.bodies.event({ kind: 'segment.opened', actor: engine, detail });
  }
}

/** Nothing is kept of these arguments, and they are digested at once. */
function isBrief(args: Uint8Array, capture: Capture): boolean {
  return capture === 'none' && args.length <= inlineDigestBytes;
}
