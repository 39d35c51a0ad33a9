import type { AuditEvent } from '../../audit/record.ts';
import type { ConnectionOptions } from './connection-options.ts';

/** Records what became of one server, under its launch. */
export function recordServerEvent(
  { serverId, launchKey, onEvent }: Pick<ConnectionOptions, 'serverId' | 'launchKey' | 'onEvent'>,
  kind: 'server.started' | 'server.ready' | 'server.exited' | 'server.downgraded',
  detail: NonNullable<AuditEvent['detail']>,
): void {
  onEvent({
    kind,
    actor: { type: 'engine', door: 'file' },
    server: serverId,
    detail: { launch: launchKey, ...detail },
  });
}
