import type { AuditFilter } from './audit-reader.ts';
import { blockRows, CallBlock } from './call-block.ts';
import type { CallBlocks } from './call-blocks.ts';
import type { LogView } from './log-view.ts';
import { noOutcome } from './packed-outcome.ts';
import { toCondition } from './query.ts';
import { findOutcome, readCalls } from './read-calls.ts';
import { type SeqRange, seqRange } from './seq-range.ts';
import type { Subject } from './subject.ts';

/** What counts calls. A call belongs to the group of its subject, and to the time at which it began. */
export interface CallSink<Group> {
  /** Asked for once a block; null where calls of this subject are not counted. */
  groupOf(subject: Subject): Group | null;
  /** A call, with its packed outcome where that is known by then. */
  begin(group: Group, atUs: number, outcome: number): void;
  /** The outcome of a call that began without one. */
  end(group: Group, atUs: number, outcome: number): void;
}

/** Hands the calls of a filter to a sink, oldest first, each with its outcome wherever in the log that lies; yields between blocks. */
export function* walkCalls<Group>(
  view: LogView,
  blocks: CallBlocks,
  filter: AuditFilter,
  sink: CallSink<Group>,
): Generator<undefined, void> {
  const range = seqRange(view, filter);
  const walk = new CallWalk(sink, filter);
  for (const block of blocksOf(view, blocks, filter, range)) {
    walk.add(block, range);
    yield undefined;
  }
  walk.settle(view);
}

/** Blocks are kept for what their columns can answer; what only bodies tell is looked for anew. */
function* blocksOf(
  view: LogView,
  blocks: CallBlocks,
  filter: AuditFilter,
  range: SeqRange,
): Generator<CallBlock, void> {
  const condition = toCondition(filter);
  const { session, callId, text } = filter;
  if (session === undefined && callId === undefined && text === undefined) {
    yield* blocks.read(view, range);
    return;
  }
  for (let first = range.first; first <= range.last; first += blockRows) {
    const block = new CallBlock(first);
    readCalls(view, block, Math.min(range.last, first + blockRows - 1), condition);
    yield block;
  }
}

/** Joins the calls of blocks with the outcomes that lie in later ones. */
class CallWalk<Group> {
  readonly #sink: CallSink<Group>;
  readonly #filter: AuditFilter;
  /** By seq: calls whose outcome is still to come. */
  readonly #open = new Map<number, { group: Group; atUs: number }>();

  constructor(sink: CallSink<Group>, filter: AuditFilter) {
    this.#sink = sink;
    this.#filter = filter;
  }

  /** The calls of a block that lie in the range and match. */
  add(block: CallBlock, { first, last }: SeqRange): void {
    for (const { parentSeq, outcome } of block.earlier) this.#end(parentSeq, outcome);
    const sink = this.#sink;
    const { firstSeq, count, subjects, atUs: times, places, subjectNumbers, outcomes } = block;
    const { fromUs = Number.NEGATIVE_INFINITY, toUs = Number.POSITIVE_INFINITY } = this.#filter;
    const groups: (Group | null)[] = [];
    for (let index = 0; index < count; index++) {
      const seq = firstSeq + (places[index] ?? 0);
      const atUs = times[index] ?? 0;
      if (seq < first || seq > last || atUs < fromUs || atUs >= toUs) continue;
      const number = subjectNumbers[index] ?? 0;
      let group = groups[number];
      if (group === undefined) {
        group = this.#groupOf(subjects[number]);
        groups[number] = group;
      }
      if (group === null) continue;
      const outcome = outcomes[index] ?? noOutcome;
      sink.begin(group, atUs, outcome);
      if (outcome === noOutcome && subjects[number]?.kind === 'call.intent')
        this.#open.set(seq, { group, atUs });
    }
  }

  /** Looks behind what was walked for the outcomes that are missing. */
  settle(view: LogView): void {
    for (const seq of this.#open.keys()) {
      const outcome = findOutcome(view, seq);
      if (outcome !== null) this.#end(seq, outcome);
    }
  }

  #end(seq: number, outcome: number): void {
    const call = this.#open.get(seq);
    if (call === undefined) return;
    this.#open.delete(seq);
    this.#sink.end(call.group, call.atUs, outcome);
  }

  #groupOf(subject: Subject | undefined): Group | null {
    if (subject === undefined || !matches(subject, this.#filter)) return null;
    return this.#sink.groupOf(subject);
  }
}

/** What the filter's SQL says about the columns of a call. */
function matches(subject: Subject, filter: AuditFilter): boolean {
  const isRefused =
    subject.decision === 'deny' || subject.hasCode || subject.kind === 'auth.failed';
  if (filter.refused === true && !isRefused) return false;
  return (['client', 'server', 'item', 'kind', 'decision'] as const).every(
    (name) => filter[name] === undefined || filter[name] === subject[name],
  );
}
