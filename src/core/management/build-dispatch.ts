import { createDispatch, type Dispatch } from './dispatch.ts';
import { accessHandlers } from './handlers/access.ts';
import { auditHandlers } from './handlers/audit.ts';
import { clientsHandlers } from './handlers/clients.ts';
import type { HandlerContext } from './handlers/context.ts';
import { engineHandlers } from './handlers/engine.ts';
import { managementHandlers } from './handlers/management.ts';
import { serversHandlers } from './handlers/servers.ts';

/** The whole contract with its handlers. Imported at the first command: its schemas are half of the engine's memory. */
export function buildDispatch(context: HandlerContext): Dispatch {
  return createDispatch({
    log: context.services.log,
    handlers: {
      engine: engineHandlers(context),
      servers: serversHandlers(context),
      clients: clientsHandlers(context),
      access: accessHandlers(context),
      audit: auditHandlers(context),
      management: managementHandlers(context),
    },
  });
}
