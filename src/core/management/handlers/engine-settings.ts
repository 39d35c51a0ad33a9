import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { GroupHandlers } from '../../../shared/contract.ts';
import { AppError } from '../../../shared/errors.ts';
import { maskDaemon } from '../../registry/masked-entry.ts';
import type { Operator } from '../dispatch.ts';
import { restartRequired, startSettingKeys } from '../editing/restart-required.ts';
import { requireConsent } from './consent.ts';
import { type HandlerContext, toView } from './context.ts';

/** What may be set here; tokens and files that are written to stay with the file itself. */
const settable = new Set([
  'host',
  'port',
  'management_http',
  'allowed_hosts',
  'allowed_origins',
  'audit',
  'limits',
  'tool_policy',
  'log',
  'health',
]);
/** Where the engine listens and whom it trusts: a browser alone does not decide that. */
const guarded = new Set(['host', 'port', 'management_http', 'allowed_hosts', 'allowed_origins']);

/** The settings of the engine itself: `lmcp:` of the registry. */
export function engineSettings(
  context: HandlerContext,
): Pick<GroupHandlers<'engine', Operator>, 'settings' | 'setSettings'> {
  const { services, editor } = context;
  const { registry, engine, secrets, audit } = services;
  const needsRestart = () => restartRequired(engine, registry.current.lmcp);
  return {
    settings: async () => {
      const { lmcp, sha256 } = registry.current;
      return {
        // Unless it is written, each host has a default of its own.
        settings: { ...maskDaemon(lmcp), management_http: engine.managedOverHttp },
        given: { ...engine.givenSettings },
        restartRequired: needsRestart(),
        needRestart: [...startSettingKeys],
        sha256,
        registryPath: registry.path,
        problem: toView(registry.problem),
        dataDir: engine.dataDir,
        version: engine.version,
        protocols: [...engine.protocols],
        secretBackend: secrets.backend,
        log: { rows: audit.state.headSeq, bytes: await folderBytes(join(engine.dataDir, 'audit')) },
      };
    },
    setSettings: async (input, operator) => {
      const { changes, expectedSha256 } = input;
      const unknown = changes.find(({ path }) => !settable.has(path[0] ?? ''));
      if (unknown !== undefined)
        throw new AppError('invalid_input', `changes: ${unknown.path.join('.')} is not set here`, {
          hint: `Edit ${registry.path} by hand.`,
        });
      if (changes.some(({ path }) => guarded.has(path[0] ?? ''))) {
        const shown = changes.map(({ path, value }) => `${path.join('.')}: ${show(value)}`);
        const lines = ['Change where LMCP listens or whom it trusts', ...shown];
        const asked = { input, lines, recorded: lines };
        await requireConsent(context, operator, { method: 'engine.setSettings', ...asked });
      }
      const edits = changes.map(({ path, value }) => ({ path: ['lmcp', ...path], value }));
      const applied = await editor.edit(edits, operator.actor, expectedSha256);
      return { ...applied, restartRequired: needsRestart() };
    },
  };
}

function show(value: unknown): string {
  return value === undefined ? 'default' : JSON.stringify(value);
}

async function folderBytes(path: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(path)) {
    // A journal may be gone by the time that it is looked at.
    bytes += await stat(join(path, name)).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
