import { AppError, type WireError } from '../../../shared/errors.ts';
import type { AccessCounter } from '../access/access-count.ts';
import type { Consents } from '../consents.ts';
import type { Operator } from '../dispatch.ts';
import type { RegistryEditor } from '../editing/registry-editor.ts';
import type { ManagementEvents } from '../events.ts';
import type { LastVerification } from '../log/last-verification.ts';
import type { LogWatch } from '../log/log-watch.ts';
import type { ManagementServices } from '../services.ts';
import type { Tasks } from '../tasks.ts';

/** What every group of handlers is made of. */
export interface HandlerContext {
  readonly services: ManagementServices;
  readonly editor: RegistryEditor;
  readonly events: ManagementEvents;
  readonly tasks: Tasks;
  readonly verified: LastVerification;
  readonly counter: AccessCounter;
  readonly logWatch: LogWatch;
  readonly consents: Consents;
}

/** @throws AppError `unknown_name`. */
export function requireServer({ services }: HandlerContext, id: string): void {
  const { servers, broken } = services.registry.current;
  if (!servers.has(id) && !broken.has(id)) throw new AppError('unknown_name', `No server ${id}`);
}

/** @throws AppError `unknown_name`. */
export function requireClient({ services }: HandlerContext, id: string): void {
  if (!services.registry.current.clients.has(id))
    throw new AppError('unknown_name', `No client ${id}`);
}

/** Publishes how far a long job is, for those who named it. */
export function progressOf({ events }: HandlerContext, task: string | undefined) {
  return (progress: { done: number; total: number }) => {
    if (task === undefined) return;
    events.publish({ event: 'task.progress', data: { task, ...progress } });
  };
}

/** For what no browser may ask, with any consent: more logins, and the codes of consents themselves. */
export function refuseOverHttp(operator: Operator, what: string): void {
  if (operator.actor.door !== 'http') return;
  throw new AppError('not_available', `${what} is not offered over HTTP`, {
    hint: 'Use the `lmcp` command line at this machine.',
  });
}

/** The wire form as the contract has it. */
export function toView(error: WireError | null): {
  code: string;
  message: string;
  hint: string;
  data?: Record<string, unknown>;
} | null {
  if (error === null) return null;
  const { code, message, hint, data } = error;
  return { code, message, hint, ...(data === undefined ? {} : { data: { ...data } }) };
}
