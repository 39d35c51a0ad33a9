import { z } from 'zod';
import { showHostileLine } from '../../shared/hostile-characters.ts';

interface Row {
  readonly seq: number;
  readonly hash: string;
  /** JSON, exactly as it was hashed. */
  readonly body: string;
}

/** The members worth a line; whatever else a row of a newer kind holds is left to `--json`. */
const shown = z.object({
  at_us: z.number(),
  kind: z.string(),
  actor: z.object({ type: z.string(), door: z.string() }).optional(),
  client: z.string().optional(),
  server: z.string().optional(),
  item: z.string().optional(),
  decision: z.string().optional(),
  rule: z.string().optional(),
  result: z.string().optional(),
  reason: z.string().optional(),
  code: z.number().optional(),
  duration_us: z.number().optional(),
});

/** One line of JSON; the body stands in it byte for byte, so that it can be hashed again. */
export function rowJson({ seq, hash, body }: Row): string {
  return `{"seq":${seq},"hash":${JSON.stringify(hash)},"body":${body}}`;
}

/** One line for people. */
export function rowText({ seq, body }: Row): string {
  const parsed = shown.safeParse(parseJson(body));
  if (!parsed.success) return `${seq} ${showHostileLine(body)}`;
  const row = parsed.data;
  const target = [row.client, row.server, row.item].filter((part) => part !== undefined).join(' ');
  const more = [
    row.decision,
    row.result,
    row.rule,
    row.reason,
    row.code,
    row.duration_us === undefined ? undefined : `${(row.duration_us / 1_000).toFixed(1)} ms`,
    row.actor?.type === 'operator' ? `by operator (${row.actor.door})` : undefined,
  ].filter((part) => part !== undefined);
  const at = new Date(row.at_us / 1_000).toISOString();
  return [seq, at, row.kind, target, ...more]
    .filter((part) => part !== '')
    .map((part) => showHostileLine(String(part)))
    .join('  ');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
