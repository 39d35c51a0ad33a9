import type { Registry } from '../../registry/registry.ts';
import type { DefinitionStore } from '../../state/definition.ts';
import type { LongStream } from '../exchange/long-stream.ts';
import type { Route } from '../exchange/session.ts';
import type { Catalog, ListName } from '../lists/catalog.ts';
import { listChangedMethod } from '../lists/list-changed.ts';
import { serverInfoKey, subscriptionIdKey } from '../message/request-meta.ts';

/** What a client of the stateless era asked to be told of (SUBSCRIPTIONS: filter). */
export interface SubscriptionFilter {
  readonly toolsListChanged?: true;
  readonly promptsListChanged?: true;
  readonly resourcesListChanged?: true;
  /** URIs as the client knows them. */
  readonly resourceSubscriptions?: readonly string[];
}

/** Lists whose change can be asked for, as `<list>ListChanged`. */
export const subscribable = [
  'tools',
  'prompts',
  'resources',
] as const satisfies readonly ListName[];

/** One open `subscriptions/listen`. */
export interface Subscription {
  /** The exact JSON text of the request's id: every message of the stream carries it. */
  readonly id: string;
  readonly clientId: string;
  readonly route: Route;
  readonly filter: SubscriptionFilter;
  readonly stream: LongStream;
}

/** The subscriptions of all clients: each is told what changed for its own client, and nothing else (PO-9). */
export class Subscriptions {
  readonly #catalog: Catalog;
  /** With the digests of the lists that it is about, as they were last known to the client. */
  readonly #open = new Map<Subscription, Map<ListName, string>>();
  readonly #stop: (() => void)[];

  constructor(catalog: Catalog, registry: Registry, definitions: DefinitionStore) {
    this.#catalog = catalog;
    this.#stop = [
      registry.onChanged(() => this.#compare()),
      definitions.onChanged(() => this.#compare()),
    ];
  }

  add(subscription: Subscription): void {
    const { clientId, route, filter } = subscription;
    const lists = subscribable.filter((list) => filter[`${list}ListChanged`] === true);
    const digest = (list: ListName) => this.#catalog.digest(list, clientId, route);
    this.#open.set(subscription, new Map(lists.map((list) => [list, digest(list)])));
  }

  delete(subscription: Subscription): void {
    this.#open.delete(subscription);
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #compare(): void {
    for (const [{ id, clientId, route, stream }, digests] of this.#open) {
      for (const [list, known] of digests) {
        const digest = this.#catalog.digest(list, clientId, route);
        if (digest === known) continue;
        digests.set(list, digest);
        stream.send([notice(listChangedMethod(list), id, '')]);
      }
    }
  }
}

/** A notification of a subscription. @param members further members of its params, as JSON text without braces. */
export function notice(method: string, id: string, members: string): Uint8Array {
  const more = members === '' ? '' : `,${members}`;
  return Buffer.from(
    `{"jsonrpc":"2.0","method":"${method}","params":{"_meta":{"${subscriptionIdKey}":${id}}${more}}}`,
  );
}

/** The result that ends a subscription in order: the engine stops, or its token is over. */
export function subscriptionEnd(id: string, version: string): Uint8Array {
  const info = `"${serverInfoKey}":{"name":"lmcp","title":"LMCP","version":${JSON.stringify(version)}}`;
  return Buffer.from(
    `{"jsonrpc":"2.0","id":${id},"result":{"resultType":"complete","_meta":{"${subscriptionIdKey}":${id},${info}}}}`,
  );
}
