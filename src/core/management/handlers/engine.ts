import { statfs } from 'node:fs/promises';
import type { GroupHandlers } from '../../../shared/contract.ts';
import type { AuditState } from '../../audit/audit-log.ts';
import { viewRegistry } from '../../registry/view.ts';
import { runDoctor } from '../condition/doctor.ts';
import { runSelfTest } from '../condition/self-test.ts';
import type { Operator } from '../dispatch.ts';
import { restartRequired } from '../editing/restart-required.ts';
import { type HandlerContext, toView } from './context.ts';
import { engineOverview } from './engine-overview.ts';
import { engineSettings } from './engine-settings.ts';
import { viewServer } from './server-view.ts';

export function engineHandlers(context: HandlerContext): GroupHandlers<'engine', Operator> {
  const { services, editor } = context;
  const { registry, secrets, audit, engine, clock } = services;

  const needsRestart = () => restartRequired(engine, registry.current.lmcp);
  return {
    ...engineOverview(context),
    ...engineSettings(context),
    status: async () => {
      const { revision, sha256, servers, broken, clients } = registry.current;
      const { writable, problem, sinceUs, refused, headSeq, queued } = audit.state;
      const disk = await diskOf(audit.state, engine.dataDir);
      return {
        version: engine.version,
        pid: process.pid,
        startedUs: engine.startedUs,
        url: engine.listening ? engine.url : null,
        ui: engine.ui,
        dataDir: engine.dataDir,
        registryPath: registry.path,
        revision,
        sha256,
        problem: toView(registry.problem),
        restartRequired: needsRestart(),
        secretBackend: secrets.backend,
        audit: { writable, problem, sinceUs, refused, disk, headSeq, queued },
        alarm: engine.alarm(),
        sessions: engine.sessions(),
        clients: clients.size,
        servers: [...servers.keys(), ...broken.keys()].map((id) => {
          const { state } = viewServer(services, id);
          return { id, state };
        }),
      };
    },
    doctor: async ({ fix }, { actor }) => {
      if (fix)
        await audit.event({ kind: 'command.given', actor, detail: { command: 'doctor_fix' } });
      return { findings: await runDoctor(services, fix) };
    },
    selfTest: async (_input, { signal }) => {
      const steps = await runSelfTest(services, signal);
      return { ok: steps.every((step) => step.ok), steps };
    },
    printConfig: async () => {
      const { revision, sha256 } = registry.current;
      return {
        path: registry.path,
        revision,
        sha256,
        config: { ...viewRegistry(registry.current) },
      };
    },
    reload: async (_input, { actor }) => {
      const change = await editor.reload(actor);
      return {
        revision: registry.current.revision,
        lines: change?.lines ?? [],
        problem: toView(registry.problem),
        restartRequired: needsRestart(),
      };
    },
    cancel: async ({ task }) => ({ cancelled: context.tasks.cancel(task) }),
    shutdown: async (_input, { actor }) => {
      await audit.event({ kind: 'command.given', actor, detail: { command: 'shutdown' } });
      // After the answer: the door it came through is among what is closed.
      clock.after(20, () => engine.shutdown());
      return {};
    },
  };
}

/** What a person has to know to help a log that cannot be written. */
async function diskOf({ writable, neededBytes }: AuditState, dataDir: string) {
  if (writable) return null;
  const { bavail, bsize } = await statfs(dataDir);
  return { freeBytes: bavail * bsize, neededBytes };
}
