import type { Database } from '../database.ts';
import type { TokenKind } from '../secrets/token-service.ts';

/** A token as state.db knows it: its digest and its life, never its text (AU-4). Times are wall time in microseconds. */
export interface TokenRow {
  readonly id: string;
  /** SHA-256, 32 bytes. */
  readonly digest: Uint8Array;
  readonly kind: TokenKind;
  /** Null for a management token. */
  readonly clientId: string | null;
  readonly createdUs: number;
  readonly expiresUs: number | null;
  graceUntilUs: number | null;
  lastUsedUs: number | null;
  revokedUs: number | null;
  /** When it was first seen to have expired: the clock may be set back later, this stays. */
  expiredUs: number | null;
}

/** The `token` table of state.db. */
export interface TokenRows {
  all(): TokenRow[];
  /** Adds one token and stores the changed ends of others, all or nothing. */
  replace(added: TokenRow, ended: readonly TokenRow[]): void;
  /** Stores the ends and last uses of these rows, all or nothing. */
  update(rows: readonly TokenRow[]): void;
}

interface StoredRow {
  id: string;
  digest: Buffer;
  kind: TokenKind;
  client_id: string | null;
  created_us: number;
  expires_us: number | null;
  grace_until_us: number | null;
  last_used_us: number | null;
  revoked_us: number | null;
  expired_us: number | null;
}

export function createTokenRows(db: Database): TokenRows {
  const select = db.prepare<[], StoredRow>('SELECT * FROM token ORDER BY created_us, id');
  const insert = db.prepare<[StoredRow]>(
    `INSERT INTO token (id, digest, kind, client_id, created_us, expires_us, grace_until_us, last_used_us, revoked_us, expired_us)
     VALUES (@id, @digest, @kind, @client_id, @created_us, @expires_us, @grace_until_us, @last_used_us, @revoked_us, @expired_us)`,
  );
  const change = db.prepare<[StoredRow]>(
    `UPDATE token SET grace_until_us = @grace_until_us, last_used_us = @last_used_us,
       revoked_us = @revoked_us, expired_us = @expired_us WHERE id = @id`,
  );
  const update = db.transaction((rows: readonly TokenRow[]) => {
    for (const row of rows) change.run(toStored(row));
  });
  const replace = db.transaction((added: TokenRow, ended: readonly TokenRow[]) => {
    insert.run(toStored(added));
    for (const row of ended) change.run(toStored(row));
  });
  return {
    all: () => select.all().map(toRow),
    replace: (added, ended) => void replace.immediate(added, ended),
    update: (rows) => void update.immediate(rows),
  };
}

function toRow(stored: StoredRow): TokenRow {
  return {
    id: stored.id,
    digest: stored.digest,
    kind: stored.kind,
    clientId: stored.client_id,
    createdUs: stored.created_us,
    expiresUs: stored.expires_us,
    graceUntilUs: stored.grace_until_us,
    lastUsedUs: stored.last_used_us,
    revokedUs: stored.revoked_us,
    expiredUs: stored.expired_us,
  };
}

function toStored(row: TokenRow): StoredRow {
  return {
    id: row.id,
    digest: Buffer.from(row.digest),
    kind: row.kind,
    client_id: row.clientId,
    created_us: row.createdUs,
    expires_us: row.expiresUs,
    grace_until_us: row.graceUntilUs,
    last_used_us: row.lastUsedUs,
    revoked_us: row.revokedUs,
    expired_us: row.expiredUs,
  };
}
