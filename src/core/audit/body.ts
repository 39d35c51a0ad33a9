import { AppError } from '../../shared/errors.ts';
import type { Clock } from '../clock.ts';
import { CallWords } from './call-words.ts';
import type {
  Actor,
  AuditEvent,
  CallDenied,
  CallIntent,
  CallOutcome,
  EventValue,
} from './record.ts';
import { isUuid, projectBody, type Row } from './row.ts';
import { column, digestOf, encodeMembers, quote } from './text.ts';

/** What the digest of bytes adds to a body. */
export interface PayloadNote {
  /** Hex. */
  readonly hmac: string;
  /** JSON of the structure (names and types), where asked. */
  readonly shape?: string;
  readonly captured?: boolean;
}

/** An event of the log itself, beside those that callers may send. */
export interface LogEvent {
  readonly kind: AuditEvent['kind'] | 'segment.opened' | 'segment.sealed';
  readonly actor: Actor;
  readonly client?: string;
  readonly server?: string;
  readonly item?: string;
  readonly code?: number;
  readonly detail?: Readonly<Record<string, EventValue>>;
}

export interface OutcomeOf {
  readonly callId: string;
  readonly round: number;
  readonly parentSeq: number;
  readonly actor: Actor;
}

/** What all bodies begin and end with. */
interface Frame {
  readonly atUs: number;
  readonly start: string;
  readonly end: string;
}

const bodyLimitBytes = 65_536;
const fixedMembers = new Set([
  ...['v', 'at_us', 'mono_us', 'boot', 'kind', 'actor', 'client', 'server', 'item', 'code'],
  'clock_back_us',
]);

/**
 * Writes bodies by hand, in schema order: this runs for every call, and what is written is what is hashed.
 * A wall clock that stepped back is said in the row (`clock_back_us`).
 */
export class BodyWriter {
  readonly #clock: Clock;
  readonly #boot: string;
  readonly #words = new CallWords();
  #lastUs: number;
  /** The time of many rows is that of the one before. */
  #lastWords: string;

  /** `lastUs` is the wall time of the row before. */
  constructor(clock: Clock, boot: string, lastUs: number) {
    this.#lastUs = lastUs;
    this.#lastWords = String(lastUs);
    this.#clock = clock;
    this.#boot = quote(boot);
  }

  intent(record: CallIntent, argsBytes: number, note: PayloadNote): Row {
    const approval =
      record.approval_seq === undefined ? '' : `,"approval_seq":${record.approval_seq}`;
    const shape = note.shape === undefined ? '' : `,"shape":${note.shape}`;
    const captured = note.captured ? ',"captured":true' : '';
    return this.#call(
      'call.intent',
      record,
      null,
      `,"args":{"hmac":"${note.hmac}","bytes":${argsBytes}${shape}${captured}},"decision":"allow"`,
      approval,
    );
  }

  denied(record: CallDenied): Row {
    const { code } = record;
    const reason = `,"code":${code},"reason":${quote(record.reason)}`;
    return this.#call('call.denied', record, code, ',"decision":"deny"', reason);
  }

  outcome(call: OutcomeOf, record: CallOutcome, note: PayloadNote | null): Row {
    return this.outcomeOfNow(call, record)(note);
  }

  /** A row that says the time of this call; it is put into words when it is finished with what its result digests to. */
  outcomeOfNow(call: OutcomeOf, record: CallOutcome): (note: PayloadNote | null) => Row {
    const frame = this.#frame('call.outcome', call.actor);
    return (note) => {
      const code = record.code === undefined ? '' : `,"code":${record.code}`;
      const hmac = note === null ? '' : `,"result_hmac":"${note.hmac}"`;
      const captured = note?.captured ? ',"captured":true' : '';
      const members = `"result":"${record.result}","sent":"${record.sent}","delivered":${record.delivered}${code},"queue_us":${Math.round(record.queue_us)},"duration_us":${Math.round(record.duration_us)},"bytes":${record.bytes}${hmac}${captured}`;
      return outcomeRow(frame, call, members, record.code ?? null);
    };
  }

  /** For an intent that the last run left open: what became of it is not known. */
  unknownOutcome(call: OutcomeOf): Row {
    return outcomeRow(this.#frame('call.outcome', call.actor), call, '"result":"unknown"', null);
  }

  /** For an intent whose caller was told that it could not be written. */
  unsentOutcome(call: OutcomeOf): Row {
    const nothing = { delivered: false, queue_us: 0, duration_us: 0, bytes: 0 };
    return this.outcome(call, { result: 'not_sent', sent: 'none', ...nothing }, null);
  }

  /** Throws AppError `internal` when the detail uses a name that every row has. */
  event(event: LogEvent): Row {
    const { detail = {} } = event;
    const taken = Object.keys(detail).find((name) => fixedMembers.has(name));
    if (taken !== undefined) throw new AppError('internal', `${event.kind} may not set ${taken}`);
    const { atUs, start, end } = this.#frame(event.kind, event.actor);
    const subject = [
      event.client === undefined ? '' : `,"client":${quote(event.client)}`,
      event.server === undefined ? '' : `,"server":${quote(event.server)}`,
      event.item === undefined ? '' : `,"item":${quote(event.item)}`,
      event.code === undefined ? '' : `,"code":${event.code}`,
    ].join('');
    const members = encodeMembers(detail);
    let body = `${start}${subject}${members === '' ? '' : `,${members}`}${end}`;
    if (Buffer.byteLength(body) > bodyLimitBytes) {
      body = `${start}${subject},"detail":${digestOf(`{${members}}`)}${end}`;
    }
    return { ...projectBody(body), atUs };
  }

  #call(
    kind: 'call.intent' | 'call.denied',
    record: CallIntent | CallDenied,
    code: number | null,
    decision: string,
    because: string,
  ): Row {
    assertUuid(record.call_id);
    const { atUs, start, end } = this.#frame(kind, record.actor);
    const call = `,"call_id":"${record.call_id}","round":${record.round}`;
    const body = `${start}${call}${this.#words.subject(record)}${decision}${this.#words.rules(record)}${because}${end}`;
    // Only non-ASCII or escapes can bring eleven limited texts near the limit, so the bytes are counted only then.
    if (body.length * 3 > bodyLimitBytes && Buffer.byteLength(body) > bodyLimitBytes) {
      throw new AppError('internal', 'An audit row is longer than 64 KiB');
    }
    return {
      kind,
      atUs,
      callId: record.call_id,
      parentSeq: null,
      client: column(record.client),
      server: column(record.server),
      item: column(record.item),
      decision: record.decision,
      code,
      body,
    };
  }

  #frame(kind: string, actor: Actor): Frame {
    const atUs = this.#clock.nowUs();
    const back = this.#lastUs - atUs;
    if (back !== 0) this.#lastWords = String(atUs);
    this.#lastUs = atUs;
    return {
      atUs,
      start: `{"v":1,"at_us":${this.#lastWords},"mono_us":${this.#clock.monoUs()},"boot":${this.#boot},"kind":"${kind}","actor":{"type":"${actor.type}","door":"${actor.door}"}`,
      end: back > 0 ? `,"clock_back_us":${back}}` : '}',
    };
  }
}

function outcomeRow(
  { atUs, start, end }: Frame,
  { callId, round, parentSeq }: OutcomeOf,
  members: string,
  code: number | null,
): Row {
  return {
    kind: 'call.outcome',
    atUs,
    callId,
    parentSeq,
    client: null,
    server: null,
    item: null,
    decision: null,
    code,
    body: `${start},"call_id":"${callId}","round":${round},"parent_seq":${parentSeq},${members}${end}`,
  };
}

/** The id is written unquoted and becomes 16 bytes, so it must be what it says. */
function assertUuid(callId: string): void {
  if (!isUuid(callId)) throw new AppError('internal', 'A call id is not a UUID');
}
