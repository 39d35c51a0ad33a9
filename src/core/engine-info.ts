import { AppError } from '../shared/errors.ts';
import type { Actor } from './audit/record.ts';
import type { Gateway } from './gateway/edge/http.ts';
import { supportedVersions } from './gateway/message/protocol-versions.ts';
import type { Login } from './management/http/login.ts';
import type { EngineInfo } from './management/services.ts';
import type { Rooms } from './open-rooms.ts';

/** What management is told of the engine as a whole, and may ask of it. */
export function createEngineInfo(parts: {
  options: { version: string; port?: number; onShutdown: () => void };
  rooms: Pick<Rooms, 'registry' | 'guard' | 'audit'>;
  dataDir: string;
  /** Wall time in microseconds. */
  startedUs: number;
  /** Null before the engine serves. */
  listening: () => { url: string; ui: string | null } | null;
  gateway: Pick<Gateway, 'sessions' | 'openOf'>;
  login: Pick<Login, 'mintCode' | 'signOutAll'>;
  isManagedOverHttp: () => boolean;
}): EngineInfo {
  const { options, rooms, dataDir, startedUs, listening, gateway, login, isManagedOverHttp } =
    parts;
  const { registry, guard, audit } = rooms;
  const { lmcp: startSettings } = registry.current;
  const engine: EngineInfo = {
    version: options.version,
    protocols: supportedVersions,
    startedUs,
    dataDir,
    get url() {
      const { host, port } = startSettings;
      return listening()?.url ?? `http://${host}:${options.port ?? port}/mcp`;
    },
    get listening() {
      return listening() !== null;
    },
    get managedOverHttp() {
      return isManagedOverHttp();
    },
    get ui() {
      return isManagedOverHttp() ? (listening()?.ui ?? null) : null;
    },
    uiLink: async (by: Actor) => {
      const { ui } = engine;
      if (!engine.listening) throw new AppError('unreachable', 'The engine is not serving');
      if (!engine.managedOverHttp) throw new AppError('management_off');
      if (ui === null) throw new AppError('not_available', 'This host serves no control center');
      return `${ui}#code=${await login.mintCode(by)}`;
    },
    signOutBrowsers: () => login.signOutAll(),
    startSettings,
    get givenSettings() {
      if (options.port === undefined) return {};
      // Zero took a free one; a URL leaves 80 out.
      return { 'lmcp.port': Number(new URL(engine.url).port || 80) };
    },
    sessions: () => [...gateway.sessions.all()].length,
    openOf: (clientId) => gateway.openOf(clientId),
    alarm: () => guard.alarm,
    anchor: () => guard.expectedHead,
    acknowledge: (reason, actor) => guard.acknowledge(audit, reason, actor),
    shutdown: options.onShutdown,
  };
  return engine;
}
