import { describeChange } from '../registry/difference.ts';
import { AccessCounter } from './access/access-count.ts';
import { recordExpiries } from './condition/token-expiry.ts';
import { Consents } from './consents.ts';
import type { Dispatch } from './dispatch.ts';
import { createRegistryEditor } from './editing/registry-editor.ts';
import { createManagementEvents, type ManagementEvents } from './events.ts';
import type { HandlerContext } from './handlers/context.ts';
import { AppendedRows } from './log/appended-rows.ts';
import { LastVerification } from './log/last-verification.ts';
import { LogWatch } from './log/log-watch.ts';
import type { ManagementServices } from './services.ts';
import { Tasks } from './tasks.ts';

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
  const { registry, tokens, audit, pool, signIns, definitions, clock, log } = services;
  // Rows are only handed out while somebody watches: each listener costs the calls something.
  const appended = new AppendedRows(clock, (data) =>
    events.publish({ event: 'audit.appended', data }),
  );
  const events = createManagementEvents(() => {
    const unsubscribe = audit.subscribe((group) => appended.add(group));
    return () => {
      unsubscribe();
      appended.close();
    };
  });
  const editor = createRegistryEditor(services);
  const logWatch = new LogWatch(clock, (id) =>
    events.publish({ event: 'servers.log', data: { id } }),
  );
  const tasks = new Tasks();
  const consents = new Consents(clock);
  const counter = new AccessCounter(definitions);
  const context: HandlerContext = {
    services,
    editor,
    events,
    tasks,
    verified: new LastVerification(),
    counter,
    logWatch,
    consents,
  };
  const stops = [
    registry.onChanged((change) => {
      if (events.subscribers === 0) return;
      const { revision, sha256 } = change.after;
      const lines = [...describeChange(change).lines];
      events.publish({ event: 'registry.changed', data: { revision, sha256, lines } });
    }),
    pool.onChanged((id) => events.publish({ event: 'servers.changed', data: { id } })),
    signIns.onChanged((id) => events.publish({ event: 'servers.changed', data: { id } })),
    definitions.onChanged((id) => events.publish({ event: 'definitions.changed', data: { id } })),
    pool.onLog((id) => logWatch.written(id)),
    () => logWatch.close(),
    recordExpiries(tokens, audit, log),
  ];
  let built: Promise<Dispatch> | null = null;
  const dispatch: Dispatch = async (method, input, operator) => {
    built ??= import('./build-dispatch.ts').then(({ buildDispatch }) => buildDispatch(context));
    const run = await built;
    return run(method, input, operator);
  };
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
