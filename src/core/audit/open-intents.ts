import { openDatabase } from '../database.ts';
import { listSegments } from './segment.ts';

/** An intent that has no outcome. */
export interface OpenIntent {
  readonly seq: number;
  readonly callId: string;
  readonly round: number;
}

interface Row {
  seq: number;
  kind: string;
  parentSeq: number | null;
  body: string;
}

/**
 * The intents that the last run left without an outcome, oldest first. Reads backwards to where that run began: what lies
 * before was settled by its own start. A run whose first row is an `unknown` outcome may have died while settling, so
 * unless its `engine.recovered` row is there the search goes on into the run before it.
 */
export function findOpenIntents(dir: string): OpenIntent[] {
  const settled = new Set<number>();
  const open: OpenIntent[] = [];
  let boot: string | null = null;
  let recovered = false;
  let first: Row | null = null;
  for (const row of rowsBackwards(dir)) {
    const rowBoot = bootOf(row.body);
    if (rowBoot !== boot) {
      const settling = first?.kind === 'call.outcome' && first.body.includes('"result":"unknown"');
      if (boot !== null && (recovered || !settling)) break;
      boot = rowBoot;
      recovered = false;
    }
    first = row;
    if (row.kind === 'engine.recovered') recovered = true;
    if (row.kind === 'call.outcome' && row.parentSeq !== null) settled.add(row.parentSeq);
    // An outcome lies behind its intent, so the set stays as small as the number of calls at one time.
    if (row.kind === 'call.intent' && !settled.delete(row.seq)) open.push(toIntent(row));
  }
  return open.reverse();
}

function* rowsBackwards(dir: string): Generator<Row> {
  for (const { path } of listSegments(dir).reverse()) {
    const database = openDatabase(path, { readonly: true });
    try {
      yield* database
        .prepare<[], Row>(
          'SELECT seq, kind, parent_seq AS parentSeq, body FROM entry ORDER BY seq DESC',
        )
        .iterate();
    } finally {
      database.close();
    }
  }
}

function bootOf(body: string): string {
  return /"boot":"((?:[^"\\]|\\.)*)"/.exec(body)?.[1] ?? '';
}

function toIntent(row: Row): OpenIntent {
  const body: unknown = JSON.parse(row.body);
  const members = new Map<string, unknown>(Object.entries(Object(body)));
  return {
    seq: row.seq,
    callId: String(members.get('call_id')),
    round: Number(members.get('round')),
  };
}
