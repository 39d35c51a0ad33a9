/** The recorded text of a row, read for the drawer. */
export interface RowBody {
  /** Members that the drawer shows by themselves are not among them; values as text. */
  readonly rest: readonly { readonly name: string; readonly text: string }[];
  readonly args: RecordedArguments | null;
  readonly bytes: number | null;
  readonly sent: string | null;
  /** `tool`, `prompt`, …: what `item` names. */
  readonly itemKind: string | null;
  readonly era: string | null;
  readonly launch: string | null;
  readonly claimed: string | null;
}

/** What the log keeps of a call's arguments; their values only where capture was on, and never in the row. */
export interface RecordedArguments {
  readonly hmac: string | null;
  readonly bytes: number | null;
  /** Names and types; null where not even those were recorded. */
  readonly shape: string | null;
  readonly captured: boolean;
}

type Members = Readonly<Record<string, unknown>>;

/** Shown elsewhere in the drawer, or of no use to a person. */
const shownElsewhere = new Set([
  ...['v', 'at_us', 'mono_us', 'boot', 'kind', 'actor', 'client', 'server', 'item', 'item_kind'],
  ...['decision', 'rule', 'revision', 'code', 'reason', 'session', 'call_id', 'parent_seq', 'args'],
  ...['era', 'launch', 'claimed_client', 'round', 'token_id', 'result', 'sent', 'delivered'],
  ...['duration_us', 'queue_us', 'bytes', 'result_hmac', 'captured', 'registry_sha256'],
]);

/** Never throws: what cannot be read is shown as the text that it is. */
export function readBody(json: string): RowBody {
  const body = parse(json);
  const claimed = membersOf(body.claimed_client);
  return {
    rest: Object.entries(body)
      .filter(([name]) => !shownElsewhere.has(name))
      .map(([name, value]) => ({ name, text: toText(value) })),
    args: argsOf(body.args),
    bytes: numberOf(body.bytes),
    sent: textOf(body.sent),
    itemKind: textOf(body.item_kind),
    era: textOf(body.era),
    launch: textOf(body.launch),
    claimed: claimed === null ? null : `${toText(claimed.name)} ${toText(claimed.version)}`,
  };
}

/** The structure of arguments as people write it: `{ "path": string }`. Types are not quoted; names are. */
export function showShape(shape: unknown, indent = ''): string {
  if (typeof shape === 'string') return shape;
  const inner = `${indent}  `;
  if (Array.isArray(shape)) return shape.length === 0 ? '[]' : `[ ${showShape(shape[0], indent)} ]`;
  const members = Object.entries(membersOf(shape) ?? {});
  if (members.length === 0) return '{}';
  const lines = members.map(
    ([name, type]) => `${inner}${JSON.stringify(name)}: ${showShape(type, inner)}`,
  );
  return `{\n${lines.join(',\n')}\n${indent}}`;
}

function argsOf(value: unknown): RecordedArguments | null {
  const args = membersOf(value);
  if (args === null) return null;
  return {
    hmac: textOf(args.hmac),
    bytes: numberOf(args.bytes),
    shape: args.shape === undefined ? null : showShape(args.shape),
    captured: args.captured === true,
  };
}

function parse(json: string): Members {
  try {
    return membersOf(JSON.parse(json)) ?? { text: json };
  } catch {
    return { text: json };
  }
}

function membersOf(value: unknown): Members | null {
  return typeof value === 'object' && value !== null ? (value as Members) : null;
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null);
const numberOf = (value: unknown) => (Number.isSafeInteger(value) ? Number(value) : null);

function toText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value, null, 1);
}
