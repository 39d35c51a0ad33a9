import type { Database, Statement } from '../database.ts';
import type { Definition } from './definition.ts';

/** Everything that is known of one server's definitions. */
export interface KnownDefinitions {
  /** The last listing, in its order. */
  observed: Map<string, Definition>;
  refused: Map<string, string>;
  /** What was approved last under each name, in the order of approval; kept while the item is away. */
  pinned: Map<string, Definition>;
  observedUs: number | null;
  /** True once a listing with anything to approve was recorded: later ones are not trusted by themselves. */
  firstUseOver: boolean;
}

export function nothingKnown(): KnownDefinitions {
  return {
    observed: new Map(),
    refused: new Map(),
    pinned: new Map(),
    observedUs: null,
    firstUseOver: false,
  };
}

/** The rows of the definition store in state.db. Every method is one transaction. */
export class DefinitionRows {
  readonly #db: Database;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = prepareAll(db);
  }

  load(): Map<string, KnownDefinitions> {
    const servers = new Map<string, KnownDefinitions>();
    const known = (server: unknown): KnownDefinitions => {
      const id = String(server);
      const found = servers.get(id) ?? nothingKnown();
      servers.set(id, found);
      return found;
    };
    for (const row of rowsOf(this.#statements.listings)) {
      const entry = known(row.server);
      entry.observedUs = Number(row.observed_us);
      entry.firstUseOver = row.first_use_over === 1;
    }
    for (const row of rowsOf(this.#statements.observed))
      known(row.server).observed.set(String(row.name), definitionOf(row));
    for (const row of rowsOf(this.#statements.approved))
      known(row.server).pinned.set(String(row.name), definitionOf(row));
    for (const row of rowsOf(this.#statements.refused))
      known(row.server).refused.set(String(row.name), String(row.reason));
    return servers;
  }

  /** Writes a server's state over what was there. */
  save(server: string, known: KnownDefinitions, nowUs: number): void {
    const write = this.#statements;
    this.#db.transaction(() => {
      write.putListing.run(server, known.observedUs ?? nowUs, known.firstUseOver ? 1 : 0);
      write.dropObserved.run(server);
      write.dropRefused.run(server);
      write.dropApprovedOthers.run(server, JSON.stringify([...known.pinned.keys()]));
      let position = 0;
      for (const { name, sha256, json } of known.observed.values()) {
        write.putDefinition.run(server, sha256, json);
        write.putObserved.run(server, name, sha256, position++);
      }
      position = 0;
      for (const { name, sha256, json } of known.pinned.values()) {
        write.putDefinition.run(server, sha256, json);
        write.putApproved.run(server, name, sha256, position++, nowUs);
      }
      for (const [name, reason] of known.refused) write.putRefused.run(server, name, reason);
      write.dropUnused.run({ server });
    })();
  }

  /** Only the time of the listing: nothing else changed. */
  touch(server: string, observedUs: number): void {
    this.#statements.touch.run(observedUs, server);
  }

  forget(server: string): void {
    const write = this.#statements;
    this.#db.transaction(() => {
      write.dropListing.run(server);
      write.dropObserved.run(server);
      write.dropRefused.run(server);
      write.dropApprovedOthers.run(server, '[]');
      write.dropUnused.run({ server });
    })();
  }
}

function prepareAll(db: Database) {
  const definitionsOf = (table: string) =>
    db.prepare(`SELECT server, name, sha256, json FROM ${table} JOIN definition USING (server, sha256)
      ORDER BY server, position`);
  return {
    listings: db.prepare('SELECT server, observed_us, first_use_over FROM definition_listing'),
    observed: definitionsOf('definition_observed'),
    approved: definitionsOf('definition_approved'),
    refused: db.prepare('SELECT server, name, reason FROM definition_refused'),
    putListing: db.prepare(`INSERT INTO definition_listing VALUES (?, ?, ?) ON CONFLICT DO UPDATE
      SET observed_us = excluded.observed_us, first_use_over = excluded.first_use_over`),
    touch: db.prepare('UPDATE definition_listing SET observed_us = ? WHERE server = ?'),
    putDefinition: db.prepare('INSERT INTO definition VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    putObserved: db.prepare('INSERT INTO definition_observed VALUES (?, ?, ?, ?)'),
    putRefused: db.prepare('INSERT INTO definition_refused VALUES (?, ?, ?)'),
    // The time of approval stays when the same definition is saved again.
    putApproved:
      db.prepare(`INSERT INTO definition_approved VALUES (?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      approved_us = iif(sha256 = excluded.sha256, approved_us, excluded.approved_us),
      sha256 = excluded.sha256, position = excluded.position`),
    dropListing: db.prepare('DELETE FROM definition_listing WHERE server = ?'),
    dropObserved: db.prepare('DELETE FROM definition_observed WHERE server = ?'),
    dropRefused: db.prepare('DELETE FROM definition_refused WHERE server = ?'),
    dropApprovedOthers: db.prepare(`DELETE FROM definition_approved
      WHERE server = ? AND name NOT IN (SELECT value FROM json_each(?))`),
    dropUnused: db.prepare(`DELETE FROM definition WHERE server = $server AND sha256 NOT IN (
      SELECT sha256 FROM definition_observed WHERE server = $server
      UNION SELECT sha256 FROM definition_approved WHERE server = $server)`),
  };
}

function rowsOf(statement: Statement): Record<string, unknown>[] {
  return statement.all().filter(isRow);
}

function isRow(row: unknown): row is Record<string, unknown> {
  return typeof row === 'object' && row !== null;
}

function definitionOf(row: Record<string, unknown>): Definition {
  return { name: String(row.name), sha256: String(row.sha256), json: String(row.json) };
}
