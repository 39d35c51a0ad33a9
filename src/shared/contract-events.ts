import { z } from 'zod';
import { auditRow } from './contract-audit.ts';
import type { EventName } from './event-names.ts';

/** What the engine announces. Events say what changed; they never make something happen. */
export const eventContract = {
  /** New rows, at most four times a second, in a flood once; `omitted` older ones of the batch are left out and can be asked for. */
  'audit.appended': z.strictObject({
    rows: z.array(auditRow),
    omitted: z.number().int().nonnegative(),
    headSeq: z.number().int().nonnegative(),
  }),
  'registry.changed': z.strictObject({
    revision: z.number().int(),
    sha256: z.string(),
    lines: z.array(z.string()),
  }),
  'servers.changed': z.strictObject({ id: z.string() }),
  /** Its log has grown; told only to whoever asked for it lately (`servers.logs` with `follow`). */
  'servers.log': z.strictObject({ id: z.string() }),
  'definitions.changed': z.strictObject({ id: z.string() }),
  'task.progress': z.strictObject({ task: z.string(), done: z.number(), total: z.number() }),
} as const satisfies Record<EventName, z.ZodType>;

export type EventData<N extends EventName> = z.output<(typeof eventContract)[N]>;

/** One event as it travels: a union over all names. */
export type ManagementEvent = { [N in EventName]: { event: N; data: EventData<N> } }[EventName];
