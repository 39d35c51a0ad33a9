import { AppError } from '../../../shared/errors.ts';
import type { CancelSignal } from '../../cancellation.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { carryOutResource, findResource } from '../calls/read-resource.ts';
import type { GatewayDeps } from '../deps.ts';
import type { Exchange } from '../exchange/exchange.ts';
import { type Message, readMessage } from '../message/message.ts';
import type { Watcher } from './resource-watches.ts';

/** A stream asks for so many at once: its client may have only so many calls under way, and wants to call meanwhile. */
const atOnce = 8;

/** Where an update goes until the client was told what it subscribed to. */
type Told = (uri: string) => void;

/** The watcher of one stream: what comes before `begin` waits for it. */
export class StreamWatcher implements Watcher {
  readonly clientId: string;
  readonly sessionId = null;
  #waiting: string[] | null = [];
  readonly #told: Told;

  constructor(clientId: string, told: Told) {
    this.clientId = clientId;
    this.#told = told;
  }

  updated(_params: Uint8Array, uri: string): void {
    if (this.#waiting === null) this.#told(uri);
    else this.#waiting.push(uri);
  }

  begin(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const uri of waiting) this.#told(uri);
  }
}

/**
 * Subscribes a stream of the stateless era to resources, each by the same steps as a request of a session.
 * @returns the URIs for which that was done; what is refused has its row, and is left out.
 */
export async function watchResources(
  deps: GatewayDeps,
  exchange: Exchange,
  watcher: Watcher,
  uris: readonly string[],
  signal: CancelSignal,
): Promise<string[]> {
  const done = new Set<string>();
  const left = uris.values();
  const askInTurn = async () => {
    for (const uri of left) {
      if (signal.aborted) return;
      if (await isWatched(deps, exchange, watcher, uri, signal)) done.add(uri);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, askInTurn));
  return uris.filter((uri) => done.has(uri));
}

/** False for what is refused. */
async function isWatched(...asked: Parameters<typeof watch>): Promise<boolean> {
  try {
    return await watch(...asked);
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

async function watch(
  deps: GatewayDeps,
  exchange: Exchange,
  watcher: Watcher,
  uri: string,
  signal: CancelSignal,
): Promise<boolean> {
  const found = await findResource(deps, quietly(exchange), requestFor(uri), signal);
  if (found.request.judge(deps.policy()).refusal !== null) return carryOutResource(deps, found);
  const added = deps.watches.add(watcher, found);
  let isDone = false;
  try {
    isDone = await carryOutResource(deps, found);
  } finally {
    if (!isDone) deps.watches.drop(added);
  }
  return isDone;
}

/** What a client of the session era would send; servers of either era are asked by it. */
function requestFor(uri: string): Message {
  const request = { jsonrpc: '2.0', id: 0, method: 'resources/subscribe', params: { uri } };
  const bytes = Buffer.from(JSON.stringify(request));
  return readMessage(bytes, scanJson(bytes, requestLimits));
}

/** The same client at the same place, whose stream gets no answer to this. */
function quietly(exchange: Exchange): Exchange {
  const { caller, route, client, session, paramHeaders, abort } = exchange;
  return {
    caller,
    route,
    client,
    session,
    paramHeaders,
    abort,
    connected: true,
    notify: () => undefined,
    respond: () => true,
    outlive: () => () => undefined,
    stayOpen: () => {
      throw new AppError('method_not_found');
    },
    accept: () => undefined,
  };
}
