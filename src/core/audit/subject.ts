/** What a filter can tell calls apart by without their bodies. */
export interface Subject {
  readonly kind: string;
  readonly client: string | null;
  readonly server: string | null;
  readonly item: string | null;
  readonly decision: string | null;
  readonly hasCode: boolean;
}

/** The kinds of rows that are calls: each is one decision. */
const callKinds = ['call.intent', 'call.denied', 'auth.failed'] as const;

/** The condition of a row that is a call, in SQL. */
export const isCallSql = `kind IN (${callKinds.map((kind) => `'${kind}'`).join(', ')})`;

/** The key of a row's subject, in SQL: as one text, since half of what reading a long log costs is handing its rows over. */
export const subjectKeySql =
  'json_array(kind, client_id, server_id, item, decision, code IS NOT NULL)';

export function isCallKind(kind: string): boolean {
  return callKinds.some((known) => known === kind);
}

/** The same key for columns that are at hand. */
export function subjectKey({ kind, client, server, item, decision, hasCode }: Subject): string {
  return JSON.stringify([kind, client, server, item, decision, hasCode ? 1 : 0]);
}

/** The subject of a key. */
export function toSubject(key: string): Subject {
  const [kind, client, server, item, decision, hasCode]: unknown[] = JSON.parse(key);
  const text = (value: unknown) => (typeof value === 'string' ? value : null);
  return {
    kind: text(kind) ?? '',
    client: text(client),
    server: text(server),
    item: text(item),
    decision: text(decision),
    hasCode: hasCode === 1,
  };
}
