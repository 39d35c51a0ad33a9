import { chmod, stat } from 'node:fs/promises';
import type { Finding } from '../../../shared/contract-engine.ts';
import { toWire } from '../../../shared/errors.ts';
import type { ManagementServices } from '../services.ts';

type Found = Omit<Finding, 'check' | 'fixed'> & { fix?: () => Promise<void> };
type Check = (services: ManagementServices) => Promise<Found[]>;

const good = (text: string): Found[] => [{ level: 'ok', text, hint: '' }];
const week = 7 * 24 * 3_600 * 1_000_000;

const checks: Readonly<Record<string, Check>> = {
  registry: async ({ registry }) => {
    if (registry.problem === null) return good(`${registry.path} is in force`);
    const { message, hint } = registry.problem;
    return [{ level: 'failure', text: message, hint }];
  },
  'registry-servers': async ({ registry }) =>
    [...registry.current.broken].map(([id, { message, hint }]) => ({
      level: 'failure',
      text: `${id}: ${message}`,
      hint,
    })),
  'registry-mode': ({ registry }) => checkMode(registry.path, 0o600),
  'data-directory-mode': ({ engine }) => checkMode(engine.dataDir, 0o700),
  'secret-store': async ({ secrets }) => {
    await secrets.names();
    if (secrets.backend !== 'key_file' && secrets.backend !== 'memory')
      return good(`secrets are kept in ${secrets.backend}`);
    return [
      {
        level: 'warning',
        text: `Secrets are kept with ${secrets.backend}: whoever reads your files reads them`,
        hint: 'On a machine with a keychain, or with a passphrase, start a new data directory.',
      },
    ];
  },
  audit: async ({ audit, engine }) => {
    const alarm = engine.alarm();
    if (alarm !== null) {
      const hint = '`lmcp audit verify`, then `lmcp audit acknowledge --reason TEXT`.';
      return [{ level: 'failure', text: alarm, hint }];
    }
    if (audit.state.writable) return good(`the audit log is at row ${audit.state.headSeq}`);
    return [{ level: 'failure', text: audit.state.problem, hint: 'Free disk space.' }];
  },
  grants: async ({ registry }) => {
    const { clients, servers, broken } = registry.current;
    return [...clients].flatMap(([id, { enabled, allow_servers }]): Found[] => {
      const unknown = allow_servers.filter((server) => !servers.has(server) && !broken.has(server));
      const hint = `\`lmcp client allow ${id} SERVER\` grants one.`;
      if (unknown.length > 0)
        return [{ level: 'warning', text: `${id}: no server ${unknown.join(', ')}`, hint }];
      if (!enabled || allow_servers.length > 0) return [];
      return [{ level: 'warning', text: `${id} may reach no server`, hint }];
    });
  },
  tokens: async ({ registry, tokens, clock }) =>
    [...registry.current.clients.keys()].flatMap((id): Found[] => {
      const working = tokens.status(id).filter(({ state }) => state === 'active');
      const hint = `\`lmcp client rotate ${id}\` mints a new token.`;
      if (working.length === 0)
        return [{ level: 'warning', text: `${id} has no token that works`, hint }];
      const soonest = Math.min(...working.map(({ expiresUs }) => expiresUs ?? Infinity));
      if (soonest > clock.nowUs() + week) return [];
      return [{ level: 'warning', text: `The token of ${id} expires within a week`, hint }];
    }),
  servers: async ({ registry, pool }) =>
    [...registry.current.servers.keys()].flatMap((id) =>
      pool
        .status(id)
        .filter(({ state }) => !['stopped', 'starting', 'ready', 'stopping'].includes(state))
        .map(({ state, detail }) => ({
          level: 'failure' as const,
          text: `${id} is ${state}: ${detail}`,
          hint: `\`lmcp server logs ${id}\` shows what it printed.`,
        })),
    ),
};

/** Looks at everything; with `fix` it repairs what needs no decision (file modes). */
export async function runDoctor(services: ManagementServices, fix: boolean): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const [check, run] of Object.entries(checks)) {
    const found = await run(services).catch((error: unknown): Found[] => {
      const { message, hint } = toWire(error);
      return [{ level: 'failure', text: message, hint }];
    });
    for (const { fix: repair, level, text, hint } of found) {
      const fixed = fix && repair !== undefined && (await succeeds(repair));
      findings.push({ check, level: fixed ? 'ok' : level, text, hint, fixed });
    }
  }
  return findings;
}

async function checkMode(path: string, mode: number): Promise<Found[]> {
  // Windows keeps its own access lists; the mode bits say nothing there.
  if (process.platform === 'win32') return [];
  const found = (await stat(path)).mode & 0o777;
  if ((found & 0o077) === 0) return good(`${path} is the owner's only`);
  const wanted = mode.toString(8);
  return [
    {
      level: 'warning',
      text: `${path} has mode ${found.toString(8)}: others may read it`,
      hint: `chmod ${wanted} ${path}, or \`lmcp doctor --fix\`.`,
      fix: () => chmod(path, mode),
    },
  ];
}

function succeeds(work: () => Promise<void>): Promise<boolean> {
  return work().then(
    () => true,
    () => false,
  );
}
