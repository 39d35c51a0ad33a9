import { definitionKindsSchema } from './definition-kinds-schema.ts';
import { definitionSchema } from './definition-schema.ts';

/** One step of state.db's schema; its number is its place in the list, from 1. Never edited once released. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}

const base: Migration = {
  name: 'tokens, launches, settings, history',
  sql: `
    CREATE TABLE token (
      id             TEXT PRIMARY KEY,
      digest         BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
      kind           TEXT NOT NULL CHECK (kind IN ('client', 'management')),
      client_id      TEXT CHECK ((client_id IS NULL) = (kind = 'management')),
      created_us     INTEGER NOT NULL,
      expires_us     INTEGER,
      grace_until_us INTEGER,
      last_used_us   INTEGER,
      revoked_us     INTEGER,
      expired_us     INTEGER
    ) STRICT;
    CREATE INDEX token_by_client ON token (client_id);
    CREATE TABLE launch (
      pid           INTEGER PRIMARY KEY,
      identity      TEXT NOT NULL,
      process_group INTEGER NOT NULL,
      server_id     TEXT NOT NULL,
      launch_key    TEXT NOT NULL,
      started_us    INTEGER NOT NULL
    ) STRICT;
    CREATE TABLE setting (
      key   TEXT PRIMARY KEY,
      value TEXT NOT NULL
    ) STRICT;
    CREATE TABLE history (
      id       INTEGER PRIMARY KEY,
      at_us    INTEGER NOT NULL,
      revision INTEGER NOT NULL,
      sha256   TEXT NOT NULL,
      actor    TEXT NOT NULL,
      text     TEXT
    ) STRICT;
  `,
};

const definitions: Migration = { name: 'definitions', sql: definitionSchema };
const kinds: Migration = { name: 'definitions of every kind', sql: definitionKindsSchema };
/** JSON: what a revision changed, in lines and as cells of the access matrix. */
const explained: Migration = {
  name: 'what each revision changed',
  sql: 'ALTER TABLE history ADD COLUMN lines TEXT; ALTER TABLE history ADD COLUMN changes TEXT;',
};

/** The whole schema of state.db, in order. New steps are appended. */
export const migrations: readonly Migration[] = [base, definitions, kinds, explained];
