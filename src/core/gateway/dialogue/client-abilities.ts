import type { ClientEntry } from '../../../shared/registry-client.ts';
import type { ClientFacts } from '../message/client-facts.ts';
import { tasksExtension } from '../message/tasks-extension.ts';

type Accept = ClientEntry['accept'];
type Ability = Accept[number];
type Members = Readonly<Record<string, unknown>>;

/** What servers may ask of one client: what it declares it can, and its entry accepts (`accept`). */
export interface ClientAbilities {
  /** JSON of the capabilities that servers are told of; null for none. */
  readonly capabilities: Uint8Array | null;
  /** False when no server may ask it anything. */
  readonly mayBeAsked: boolean;
  /** Whether its person may be sent to a page. */
  readonly mayVisit: boolean;
  /** Why this request may not be put to the client, or null. @param params parsed JSON, or null. */
  refusalOf(method: string, params: unknown): string | null;
}

/** Which ability each request of a server needs. */
const abilityOf: ReadonlyMap<string, Ability> = new Map([
  ['elicitation/create', 'elicitation'],
  ['sampling/createMessage', 'sampling'],
  ['roots/list', 'roots'],
]);
const remembered = 256;
/** Longer declarations are read each time: clients choose what we would hold. */
const longestRemembered = 16_384;
/** Of a client that accepts nothing. */
export const noAbilities: ClientAbilities = {
  capabilities: null,
  mayBeAsked: false,
  mayVisit: false,
  refusalOf: () => 'it accepts no requests',
};
const extensionsName = Buffer.from('"extensions"');

/** Computes them once for what a client says of itself, and once for each text of capabilities. */
export class AbilityBook {
  readonly #byFacts = new WeakMap<ClientFacts, { accept: Accept; abilities: ClientAbilities }>();
  readonly #known = new Map<string, ClientAbilities>();

  of(clientId: string, client: ClientFacts, accept: Accept): ClientAbilities {
    const known = this.#byFacts.get(client);
    if (known?.accept === accept) return known.abilities;
    const abilities = this.#byText(clientId, client, accept);
    this.#byFacts.set(client, { accept, abilities });
    return abilities;
  }

  #byText(clientId: string, client: ClientFacts, accept: Accept): ClientAbilities {
    const { buffer, byteOffset, byteLength } = client.capabilities;
    const bytes = Buffer.from(buffer, byteOffset, byteLength);
    if (accept.length === 0 && !bytes.includes(extensionsName)) return noAbilities;
    const text = bytes.toString();
    if (text.length > longestRemembered) return readAbilities(text, accept, client.era);
    const key = `${clientId}\n${client.era}\n${accept.join()}\n${text}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const abilities = readAbilities(text, accept, client.era);
    if (this.#known.size === remembered) this.#known.clear();
    this.#known.set(key, abilities);
    return abilities;
  }
}

function readAbilities(text: string, accept: Accept, era: ClientFacts['era']): ClientAbilities {
  const declared = membersOf(JSON.parse(text));
  const narrowed = new Map<Ability, Members>();
  for (const ability of accept) {
    const value = declared[ability];
    if (isMembers(value)) narrowed.set(ability, value);
  }
  const told: Record<string, unknown> = Object.fromEntries(narrowed);
  const extensions: Record<string, unknown> = { ...membersOf(declared.extensions) };
  // It is of the stateless era alone: a session has no method to ask for such a task.
  if (era === 'session') delete extensions[tasksExtension];
  if (Object.keys(extensions).length > 0) told.extensions = extensions;
  if (Object.keys(told).length === 0) return noAbilities;
  return {
    capabilities: Buffer.from(JSON.stringify(told)),
    mayBeAsked: narrowed.size > 0,
    mayVisit: isMembers(narrowed.get('elicitation')?.url),
    refusalOf: (method, params) => {
      const ability = abilityOf.get(method);
      const own = ability === undefined ? undefined : narrowed.get(ability);
      if (ability === undefined || own === undefined) return `it does not accept ${method}`;
      return refusalWithin(ability, own, membersOf(params));
    },
  };
}

/** What a client can of one ability (specification 2025-11-25: elicitation modes, tools in sampling). */
function refusalWithin(ability: Ability, own: Members, params: Members): string | null {
  if (ability === 'elicitation') {
    const mode = params.mode ?? 'form';
    // An empty declaration is one of forms, as it was before there were modes.
    const hasMode =
      mode === 'form' ? isMembers(own.form) || own.url === undefined : isMembers(own.url);
    if (mode !== 'form' && mode !== 'url') return 'the mode of elicitation is not known';
    return hasMode ? null : `it does not accept elicitation in ${mode} mode`;
  }
  const needsTools = params.tools !== undefined || params.toolChoice !== undefined;
  if (ability === 'sampling' && needsTools && !isMembers(own.tools)) {
    return 'it does not accept sampling with tools';
  }
  return null;
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function membersOf(value: unknown): Members {
  return isMembers(value) ? value : {};
}
