import { describeChange } from '../registry/difference.ts';
import { createDispatch, type Dispatch } from './dispatch.ts';
import { createManagementEvents, type ManagementEvents } from './events.ts';
import { accessHandlers } from './handlers/access.ts';
import { auditHandlers } from './handlers/audit.ts';
import { clientsHandlers } from './handlers/clients.ts';
import type { HandlerContext } from './handlers/context.ts';
import { engineHandlers } from './handlers/engine.ts';
import { managementHandlers } from './handlers/management.ts';
import { serversHandlers } from './handlers/servers.ts';
import { createRegistryEditor } from './registry-editor.ts';
import type { ManagementServices } from './services.ts';
import { recordExpiries } from './token-expiry.ts';

/** What the doors (socket, HTTP, IPC, a command on the files) open onto. */
export interface Management {
  readonly dispatch: Dispatch;
  readonly events: ManagementEvents;
  /** Reads the registry file again on the operator's word (SIGHUP). */
  reload(): Promise<void>;
  /** Stops listening to the rooms; rows that are owed are handed to the log first. */
  close(): Promise<void>;
}

export function createManagement(services: ManagementServices): Management {
  const { registry, tokens, audit, pool, definitions, log } = services;
  const events = createManagementEvents();
  const editor = createRegistryEditor({ registry, audit, log });
  const context: HandlerContext = { services, editor, events };
  const stops = [
    registry.onChanged((change) => {
      if (events.subscribers === 0) return;
      const { revision, sha256 } = change.after;
      const lines = [...describeChange(change).lines];
      events.publish({ event: 'registry.changed', data: { revision, sha256, lines } });
    }),
    pool.onChanged((id) => events.publish({ event: 'servers.changed', data: { id } })),
    definitions.onChanged((id) => events.publish({ event: 'definitions.changed', data: { id } })),
    recordExpiries(tokens, audit, log),
    audit.subscribe(({ seq, hash, body }) => {
      if (events.subscribers > 0)
        events.publish({ event: 'audit.appended', data: { seq, hash, body } });
    }),
  ];
  const dispatch = createDispatch({
    log,
    handlers: {
      engine: engineHandlers(context),
      servers: serversHandlers(context),
      clients: clientsHandlers(context),
      access: accessHandlers(context),
      audit: auditHandlers(context),
      management: managementHandlers(context),
    },
  });
  return {
    dispatch,
    events,
    reload: async () => {
      await editor.reload({ type: 'operator', door: 'file' });
    },
    close: async () => {
      for (const stop of stops) stop();
      await editor.close();
    },
  };
}
