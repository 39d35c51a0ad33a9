import type { ServerFacts } from '../connection.ts';
import {
  emptyList,
  type ListKind,
  listForms,
  type RawList,
  readList,
} from '../definitions/read-list.ts';
import type { ServerListing } from '../definitions/server-listing.ts';
import {
  type OpeningOptions,
  type OpeningSession,
  refused,
  retryTimeouts,
} from './open-session.ts';

export type ReadingOptions = Omit<OpeningOptions, 'identity' | 'capabilities'>;

/** All that a server can list. */
export const allLists: readonly ListKind[] = ['tool', 'prompt', 'resource', 'template'];

/** A server is ready with its tools: how long the other lists may keep it, in ms for each page. */
const otherListMs = 10_000;
const methodNotFound = -32_601;

/**
 * Reads these lists to their end, nothing for what the server did not declare. Each page is retried as the registry says.
 * @throws AppError what tools/list fails with: it is what proves a server ready. Other lists that fail are `unread`.
 */
export async function readServer(
  session: Pick<OpeningSession, 'request'>,
  facts: ServerFacts,
  options: ReadingOptions,
  kinds: readonly ListKind[] = allLists,
): Promise<ServerListing> {
  const begunUs = options.clock.monoUs();
  const lists = new Map<ListKind, RawList>();
  const unread = new Map<ListKind, unknown>();
  await Promise.all(
    kinds.map(async (kind) => {
      try {
        lists.set(kind, await readKind(session, facts, options, kind));
      } catch (error) {
        if (kind === 'tool' || options.signal.aborted) throw error;
        unread.set(kind, error);
      }
    }),
  );
  // In the order of `kinds`, whichever came first.
  const inOrder = kinds.flatMap((kind) => {
    const list = lists.get(kind);
    return list === undefined ? [] : [[kind, list] as const];
  });
  return { facts, begunUs, lists: new Map(inOrder), unread };
}

function readKind(
  session: Pick<OpeningSession, 'request'>,
  { capabilities }: ServerFacts,
  options: ReadingOptions,
  kind: ListKind,
): Promise<RawList> {
  const { method, member } = listForms[kind];
  const declared = kind === 'template' ? 'resources' : member;
  if (capabilities[declared] === undefined) return Promise.resolve(emptyList);
  const ownMs = options.timeouts.tools_list_s * 1_000;
  return readList(kind, (params) =>
    retryTimeouts(options, async () => {
      const reply = await session.request({
        method,
        params: params === null ? null : [Buffer.from(params)],
        timeoutMs: kind === 'tool' ? ownMs : Math.min(ownMs, otherListMs),
        signal: options.signal,
      });
      if (reply.kind === 'result') return reply.result;
      // Many servers declare resources and know nothing of templates.
      const isUnknown = reply.kind === 'error' && reply.code === methodNotFound;
      if (isUnknown && kind !== 'tool') return Buffer.from(`{"${member}":[]}`);
      throw refused(method, reply);
    }),
  );
}
