import { z } from 'zod';
import type { AnchoredHead } from './audit/anchor.ts';
import type { AuditLog } from './audit/audit-log.ts';
import { LogView } from './audit/log-view.ts';
import type { Actor } from './audit/record.ts';
import type { Logger } from './log.ts';
import type { SecretStore } from './secrets/secret-store.ts';
import { Turns } from './turns.ts';

const anchored = z.strictObject({
  databaseId: z.string(),
  seq: z.number().int(),
  hash: z.string(),
});

const namePrefix = 'engine/audit-anchor-';

/** A head that is kept in the secret store, and under which name. */
interface KeptHead {
  readonly name: string;
  readonly head: AnchoredHead;
}

/**
 * The head that the secret store keeps for this data directory, or null before there is one. It is the one of this database; where
 * there is none, any other: a secret store belongs to one data directory, so that log and state.db are not those it was kept of.
 */
export async function readKeptHead(
  secrets: SecretStore,
  databaseId: string,
): Promise<KeptHead | null> {
  const names = (await secrets.names()).filter((name) => name.startsWith(namePrefix));
  const own = namePrefix + databaseId;
  const name = names.includes(own) ? own : names[0];
  const stored = name === undefined ? undefined : await secrets.get(name);
  if (name === undefined || stored === undefined) return null;
  return { name, head: anchored.parse(JSON.parse(stored)) };
}

/**
 * Keeps the head of the audit log outside of it, in the secret store, and raises the alarm when the log is not the one whose
 * head was kept: cut, rewritten or rolled back (AD-9). While it stands every token is held; only a person's word ends it.
 */
export class HistoryGuard {
  readonly #secrets: SecretStore;
  readonly #log: Logger;
  readonly #name: string;
  #kept: KeptHead | null;
  #alarm: string | null;
  readonly #turns = new Turns();

  private constructor(
    secrets: SecretStore,
    log: Logger,
    name: string,
    kept: KeptHead | null,
    alarm: string | null,
  ) {
    this.#secrets = secrets;
    this.#log = log;
    this.#name = name;
    this.#kept = kept;
    this.#alarm = alarm;
  }

  /** Compares the files with the kept head; call it before the log is opened for writing. */
  static async open(options: {
    secrets: SecretStore;
    dir: string;
    databaseId: string;
    log: Logger;
  }): Promise<HistoryGuard> {
    const { secrets, dir, databaseId, log } = options;
    const kept = await readKeptHead(secrets, databaseId);
    const alarm = kept === null ? null : differenceFrom(kept.head, dir, databaseId);
    if (alarm !== null) log.error('audit.history_alarm', { reason: alarm });
    return new HistoryGuard(secrets, log, namePrefix + databaseId, kept, alarm);
  }

  /** Why every token is held, or null. */
  get alarm(): string | null {
    return this.#alarm;
  }

  /** What verify holds the log against. */
  get expectedHead(): AnchoredHead | null {
    return this.#kept?.head ?? null;
  }

  /** Takes over a head whose rows are on the disk. While the alarm stands the old one is kept: it is the evidence. */
  readonly keep = (head: AnchoredHead): void => {
    if (this.#alarm !== null) return;
    this.#kept = { name: this.#name, head };
    this.#turns
      .take(() => this.#secrets.set(this.#name, JSON.stringify(head)))
      .catch((error: unknown) => this.#log.warn('audit.anchor_failed', { error: String(error) }));
  };

  /** The alarm as a row, once at start. */
  async record(audit: AuditLog): Promise<void> {
    if (this.#alarm === null || this.#kept === null) return;
    const actor: Actor = { type: 'engine', door: 'file' };
    const { seq, hash } = this.#kept.head;
    const detail = { reason: this.#alarm, anchored_seq: seq, anchored_hash: hash };
    await audit.event({ kind: 'history.alarm', actor, detail });
  }

  /** A person has looked: the row is written first, then tokens work again and the present head is the new anchor. */
  async acknowledge(audit: AuditLog, reason: string, actor: Actor): Promise<void> {
    await audit.event({ kind: 'history.acknowledged', actor, detail: { reason } });
    if (this.#kept !== null) await this.#secrets.delete(this.#kept.name);
    this.#kept = null;
    this.#alarm = null;
  }

  /** Resolves when the last head is kept. */
  close(): Promise<void> {
    return this.#turns.settled();
  }
}

function differenceFrom(anchor: AnchoredHead, dir: string, databaseId: string): string | null {
  if (anchor.databaseId !== databaseId)
    return 'The log is not the one whose head was kept: it belongs to another state.db.';
  const view = new LogView(dir, anchor.databaseId);
  try {
    const { seq } = view.head;
    if (seq < anchor.seq)
      return `The log ends at row ${seq}, but row ${anchor.seq} had been written.`;
    const hash = view.hashAt(anchor.seq)?.toString('hex');
    return hash === anchor.hash ? null : `Row ${anchor.seq} is not the row that had been written.`;
  } finally {
    view.close();
  }
}
