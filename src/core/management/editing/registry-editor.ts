import { AppError } from '../../../shared/errors.ts';
import type { AuditLog } from '../../audit/audit-log.ts';
import type { Actor } from '../../audit/record.ts';
import type { Logger } from '../../log.ts';
import { describeChange } from '../../registry/difference.ts';
import type { Registry, RegistryEdits } from '../../registry/registry.ts';
import type { RegistryChange } from '../../registry/snapshot.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import type { History } from '../../state/history.ts';
import { Turns } from '../../turns.ts';
import { describeAccess } from '../access/access-changes.ts';
import { staleWithDifference } from './stale-edit.ts';

/** Cells of one change that are kept; its lines tell of the rest. */
const keptChanges = 100;

const byHand: Actor = { type: 'operator', door: 'file' };

export interface AppliedChange {
  readonly revision: number;
  readonly sha256: string;
  /** What changed, for people; secrets as set or empty. */
  readonly lines: string[];
}

/**
 * The only way in which management changes the registry. Every change that comes into force is a `registry.changed` row
 * (MG-11): its own with the operator's door, the others as an edit of the file by hand.
 */
export interface RegistryEditor {
  /**
   * Edits one after another. @throws AppError of `Registry.edit`; `audit_unavailable` before anything is written, or, as `isInForce`
   * tells, once it is.
   */
  edit(edits: RegistryEdits, actor: Actor, expectedSha256?: string): Promise<AppliedChange>;
  /** What `edit` would change, checked as it would be; null for nothing. @throws AppError of `Registry.preview`. */
  check(edits: RegistryEdits, expectedSha256?: string): Promise<RegistryChange | null>;
  /** Reads the file again on the operator's word. Null when nothing changed or the file is refused. */
  reload(actor: Actor): Promise<AppliedChange | null>;
  /** Resolves when every row that is owed has been handed to the log. */
  close(): Promise<void>;
}

/** Whether an edit came into force although it failed: what belongs to it is not to be taken back then. */
export function isInForce(error: unknown): boolean {
  return error instanceof AppError && error.data?.inForce === true;
}

export function createRegistryEditor(options: {
  registry: Registry;
  audit: AuditLog;
  history: History;
  definitions: DefinitionStore;
  log: Logger;
}): RegistryEditor {
  const { registry, audit, history, definitions, log } = options;
  /** Changes seen while one of our own is under way: which of them is ours is known when it returns. */
  const seen: RegistryChange[] = [];
  const turns = new Turns();
  let working = false;

  const record = (change: RegistryChange, actor: Actor) => {
    const { difference, lines } = describeChange(change);
    const { before, after } = change;
    history.explain(after.revision, {
      actor: `${actor.type}/${actor.door}`,
      lines,
      changes: describeAccess(change, definitions).slice(0, keptChanges),
    });
    return audit.event({
      kind: 'registry.changed',
      actor,
      detail: {
        revision: after.revision,
        from: before.sha256,
        to: after.sha256,
        difference,
      },
    });
  };
  /** Nobody waits for these rows; what cannot be recorded is at least logged. */
  const written = (row: Promise<void>) => {
    row.catch((error: unknown) =>
      log.error('registry.unrecorded', {
        revision: registry.current.revision,
        error: error instanceof Error ? error.message : String(error),
      }),
    );
  };
  const recordByHand = (change: RegistryChange) => written(record(change, byHand));
  const stopListening = [
    registry.onChanged((change) => {
      if (working) seen.push(change);
      else recordByHand(change);
    }),
    registry.onRefused(({ code, message }) => {
      const detail = { error: code, reason: message };
      written(audit.event({ kind: 'registry.refused', actor: byHand, detail }));
    }),
  ];

  const own = async (actor: Actor, work: () => Promise<RegistryChange | null>) => {
    audit.assertWritable();
    working = true;
    let change: RegistryChange | null = null;
    try {
      change = await work();
    } finally {
      working = false;
      for (const other of seen.splice(0))
        if (other.after.revision !== change?.after.revision) recordByHand(other);
    }
    if (change === null) return null;
    const { revision, sha256 } = change.after;
    await record(change, actor).catch((cause: unknown) => {
      throw new AppError('audit_unavailable', 'It is in force, but its row could not be written', {
        data: { inForce: true, revision },
        cause,
      });
    });
    return { revision, sha256, lines: [...describeChange(change).lines] };
  };
  const unlessStale = <T>(work: Promise<T>, expectedSha256: string | undefined): Promise<T> =>
    work.catch((error: unknown) => {
      throw staleWithDifference(error, registry, history, expectedSha256);
    });
  const check: RegistryEditor['check'] = (edits, expectedSha256) =>
    unlessStale(registry.preview(edits, expectedSha256), expectedSha256);

  return {
    edit: (edits, actor, expectedSha256) =>
      turns.take(async () => {
        // A change by hand that this edit finds on the disk is told of first: it is part of the difference.
        const edited = own(actor, () => registry.edit(edits, expectedSha256));
        const applied = await unlessStale(edited, expectedSha256);
        const { revision, sha256 } = registry.current;
        return applied ?? { revision, sha256, lines: [] };
      }),
    check,
    reload: (actor) => turns.take(() => own(actor, () => registry.reload())),
    close: async () => {
      for (const stop of stopListening) stop();
      await turns.settled();
    },
  };
}
