import type { GroupHandlers } from '../../../shared/contract.ts';
import { findAttention } from '../condition/attention.ts';
import type { Operator } from '../dispatch.ts';
import { restartRequired } from '../editing/restart-required.ts';
import { viewClient } from './client-view.ts';
import type { HandlerContext } from './context.ts';
import { viewServer } from './server-view.ts';

const minuteUs = 60_000_000;
const buckets = 60;
const bucketUs = { '1h': minuteUs, '24h': 24 * minuteUs, '7d': 168 * minuteUs } as const;

/** What the first view shows, in one answer. */
export function engineOverview({
  services,
  counter,
  verified,
}: HandlerContext): Pick<GroupHandlers<'engine', Operator>, 'overview'> {
  const { registry, reader, audit, secrets, engine, clock } = services;
  return {
    overview: async ({ period }) => {
      const activity = await reader.recent(bucketUs[period], buckets);
      // The bucket before the last one is a whole minute in the hour's view only.
      const hour = period === '1h' ? activity : await reader.recent(minuteUs, buckets);
      const minute = hour.buckets.at(-2);
      const { clients, servers, broken, lmcp } = registry.current;
      const { listed } = await counter.count(services.policy());
      return {
        activity,
        perMinute: { calls: minute?.allowed ?? 0, refused: minute?.refused ?? 0 },
        attention: findAttention({
          alarm: engine.alarm(),
          audit: audit.state,
          registryProblem: registry.problem?.message ?? null,
          restartRequired: restartRequired(engine, lmcp),
          secretBackend: secrets.backend,
          servers: [...servers.keys(), ...broken.keys()].map((id) => viewServer(services, id)),
          clients: [...clients].map(([id, entry]) =>
            viewClient(services, id, entry, listed.get(id) ?? 0),
          ),
          nowUs: clock.nowUs(),
        }),
        verified: verified.last,
      };
    },
  };
}
