import type { Database, Statement } from '../database.ts';
import {
  type Ability,
  abilities,
  type Definition,
  type DefinitionKind,
  definitionKinds,
} from './definition.ts';

/** Everything that is known of one kind of one server's definitions. */
export interface KnownDefinitions {
  /** The last listing, in its order. */
  observed: Map<string, Definition>;
  refused: Map<string, string>;
  /** What was approved last under each name, in the order of approval; kept while the item is away. */
  pinned: Map<string, Definition>;
  observedUs: number | null;
  /** True once a reading with anything to approve was recorded: later ones are not trusted by themselves. */
  firstUseOver: boolean;
}

export type KnownKinds = Map<DefinitionKind, KnownDefinitions>;

export function nothingKnown(): KnownDefinitions {
  return {
    observed: new Map(),
    refused: new Map(),
    pinned: new Map(),
    observedUs: null,
    firstUseOver: false,
  };
}

/** What one transaction writes of a server. */
export interface DefinitionChange {
  /** Kinds whose content is another: written over what was there. */
  readonly saved: ReadonlyMap<DefinitionKind, KnownDefinitions>;
  /** Kinds of which only the time of the listing (wall time, µs) is new. */
  readonly touched: ReadonlyMap<DefinitionKind, number>;
  readonly abilities?: ReadonlySet<Ability>;
}

/** The rows of the definition store in state.db. Every method is one transaction. */
export class DefinitionRows {
  readonly #db: Database;
  readonly #statements: ReturnType<typeof prepareAll>;

  constructor(db: Database) {
    this.#db = db;
    this.#statements = prepareAll(db);
  }

  load(): Map<string, KnownKinds> {
    const servers = new Map<string, KnownKinds>();
    const read = (statement: Statement, take: (known: KnownDefinitions, row: Row) => void) => {
      for (const row of rowsOf(statement)) {
        const kind = definitionKinds.find((one) => one === row.kind);
        if (kind === undefined) continue;
        const kinds: KnownKinds = servers.get(String(row.server)) ?? new Map();
        const known = kinds.get(kind) ?? nothingKnown();
        take(known, row);
        servers.set(String(row.server), kinds.set(kind, known));
      }
    };
    read(this.#statements.listings, (known, row) => {
      known.observedUs = Number(row.observed_us);
      known.firstUseOver = row.first_use_over === 1;
    });
    read(this.#statements.observed, ({ observed }, row) => {
      observed.set(String(row.name), definitionOf(row));
    });
    read(this.#statements.approved, ({ pinned }, row) => {
      pinned.set(String(row.name), definitionOf(row));
    });
    read(this.#statements.refused, ({ refused }, row) => {
      refused.set(String(row.name), String(row.reason));
    });
    return servers;
  }

  loadAbilities(): Map<string, ReadonlySet<Ability>> {
    const found = new Map<string, ReadonlySet<Ability>>();
    for (const row of rowsOf(this.#statements.abilities)) {
      const declared = new Set(String(row.abilities).split(' '));
      found.set(String(row.server), new Set(abilities.filter((one) => declared.has(one))));
    }
    return found;
  }

  write(server: string, change: DefinitionChange, nowUs: number): void {
    const write = this.#statements;
    this.#db.transaction(() => {
      for (const [kind, observedUs] of change.touched) write.touch.run(observedUs, server, kind);
      for (const [kind, known] of change.saved) this.#save(server, kind, known, nowUs);
      if (change.saved.size > 0) write.dropUnused.run({ server });
      if (change.abilities) write.putAbilities.run(server, [...change.abilities].join(' '));
    })();
  }

  /** When each item of a kind was approved as it is now, in microseconds of wall time. */
  approvedTimes(server: string, kind: DefinitionKind): Map<string, number> {
    const times = new Map<string, number>();
    for (const row of this.#statements.approvedTimes.all(server, kind).filter(isRow))
      times.set(String(row.name), Number(row.approved_us));
    return times;
  }

  forget(server: string): void {
    const write = this.#statements;
    this.#db.transaction(() => {
      for (const kind of definitionKinds) {
        write.dropListing.run(server, kind);
        write.dropObserved.run(server, kind);
        write.dropRefused.run(server, kind);
        write.dropApprovedOthers.run(server, kind, '[]');
      }
      write.dropAbilities.run(server);
      write.dropUnused.run({ server });
    })();
  }

  #save(server: string, kind: DefinitionKind, known: KnownDefinitions, nowUs: number): void {
    const write = this.#statements;
    write.putListing.run(server, kind, known.observedUs ?? nowUs, known.firstUseOver ? 1 : 0);
    write.dropObserved.run(server, kind);
    write.dropRefused.run(server, kind);
    write.dropApprovedOthers.run(server, kind, JSON.stringify([...known.pinned.keys()]));
    let position = 0;
    for (const { name, sha256, json } of known.observed.values()) {
      write.putDefinition.run(server, sha256, json);
      write.putObserved.run(server, kind, name, sha256, position++);
    }
    position = 0;
    for (const { name, sha256, json } of known.pinned.values()) {
      write.putDefinition.run(server, sha256, json);
      write.putApproved.run(server, kind, name, sha256, position++, nowUs);
    }
    for (const [name, reason] of known.refused) write.putRefused.run(server, kind, name, reason);
  }
}

function prepareAll(db: Database) {
  const definitionsOf = (table: string) =>
    db.prepare(`SELECT server, kind, name, sha256, json FROM ${table}
      JOIN definition USING (server, sha256) ORDER BY server, kind, position`);
  const drop = (table: string) =>
    db.prepare(`DELETE FROM definition_${table} WHERE server = ? AND kind = ?`);
  return {
    listings: db.prepare('SELECT * FROM definition_listing'),
    observed: definitionsOf('definition_observed'),
    approved: definitionsOf('definition_approved'),
    approvedTimes: db.prepare(
      'SELECT name, approved_us FROM definition_approved WHERE server = ? AND kind = ?',
    ),
    refused: db.prepare('SELECT * FROM definition_refused'),
    abilities: db.prepare('SELECT * FROM server_abilities'),
    putListing: db.prepare(`INSERT INTO definition_listing VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE
      SET observed_us = excluded.observed_us, first_use_over = excluded.first_use_over`),
    touch: db.prepare(
      'UPDATE definition_listing SET observed_us = ? WHERE server = ? AND kind = ?',
    ),
    putDefinition: db.prepare('INSERT INTO definition VALUES (?, ?, ?) ON CONFLICT DO NOTHING'),
    putObserved: db.prepare('INSERT INTO definition_observed VALUES (?, ?, ?, ?, ?)'),
    putRefused: db.prepare('INSERT INTO definition_refused VALUES (?, ?, ?, ?)'),
    putAbilities: db.prepare(`INSERT INTO server_abilities VALUES (?, ?) ON CONFLICT DO UPDATE
      SET abilities = excluded.abilities`),
    // The time of approval stays when the same definition is saved again.
    putApproved:
      db.prepare(`INSERT INTO definition_approved VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET
      approved_us = iif(sha256 = excluded.sha256, approved_us, excluded.approved_us),
      sha256 = excluded.sha256, position = excluded.position`),
    dropListing: drop('listing'),
    dropObserved: drop('observed'),
    dropRefused: drop('refused'),
    dropAbilities: db.prepare('DELETE FROM server_abilities WHERE server = ?'),
    dropApprovedOthers: db.prepare(`DELETE FROM definition_approved
      WHERE server = ? AND kind = ? AND name NOT IN (SELECT value FROM json_each(?))`),
    dropUnused: db.prepare(`DELETE FROM definition WHERE server = $server AND sha256 NOT IN (
      SELECT sha256 FROM definition_observed WHERE server = $server
      UNION SELECT sha256 FROM definition_approved WHERE server = $server)`),
  };
}

type Row = Record<string, unknown>;

function rowsOf(statement: Statement): Row[] {
  return statement.all().filter(isRow);
}

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null;
}

function definitionOf(row: Row): Definition {
  return { name: String(row.name), sha256: String(row.sha256), json: String(row.json) };
}
