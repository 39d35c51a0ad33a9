import { randomUUID } from 'node:crypto';
import type { z } from 'zod';
import { findMethod, type Handlers } from '../../shared/contract.ts';
import { AppError, type Reply, toWire } from '../../shared/errors.ts';
import type { Actor, Door } from '../audit/record.ts';
import type { Logger } from '../log.ts';

/** Who manages: the door it came through, and the signal that ends its long jobs when it leaves. */
export interface Operator {
  readonly actor: Actor;
  readonly signal: AbortSignal;
  /** The code of a second consent, where the request came with one (MG-5). */
  readonly consent?: string;
}

export type Dispatch = (
  method: string,
  input: unknown,
  operator: Operator,
) => Promise<Reply<unknown>>;

/**
 * Behind these lie forms that were made from an answer some time ago. Who types a command edits what is there now, and may leave out
 * what was seen (MG-9).
 */
const formDoors: ReadonlySet<Door> = new Set(['http', 'ipc']);

type Handler = (input: unknown, operator: Operator) => Promise<unknown>;

/** Where all doors (IPC, socket, HTTP, command line) end: parse in, call, parse out. Never throws. */
export function createDispatch(options: { handlers: Handlers<Operator>; log: Logger }): Dispatch {
  const { handlers, log } = options;
  return async (name, input, operator) => {
    try {
      const found = findMethod(name);
      if (found === undefined) throw new AppError('unknown_method', `No such method: ${name}`);
      // The one place that goes from a name to a handler: the contract gave both, the compiler cannot see it.
      const group = handlers[found.group as keyof Handlers<Operator>] as Readonly<
        Record<string, Handler>
      >;
      const handler = group[found.verb];
      if (handler === undefined) throw new AppError('unknown_method', `No such method: ${name}`);
      const parsed = found.method.input.safeParse(input ?? {});
      if (!parsed.success) throw new AppError('invalid_input', describeIssues(parsed.error));
      if (found.method.edits && formDoors.has(operator.actor.door)) requireSeen(parsed.data);
      const value = await handler(parsed.data, operator);
      return { ok: true, value: found.method.output.parse(value) };
    } catch (error) {
      if (error instanceof AppError) return { ok: false, error: toWire(error) };
      const id = randomUUID();
      log.error('management.internal', { id, method: name, error: detailsOf(error) });
      const internal = new AppError('internal', undefined, { data: { id }, cause: error });
      return { ok: false, error: toWire(internal) };
    }
  };
}

/** @throws AppError `unseen` for an edit that does not say which registry its form was made from. */
function requireSeen(input: unknown): void {
  const seen = typeof input === 'object' && input !== null && 'expectedSha256' in input;
  if (!seen || input.expectedSha256 === undefined) throw new AppError('unseen');
}

/** Names the fields, never their values: a value may be a secret. */
function describeIssues(error: z.ZodError): string {
  const lines = error.issues.slice(0, 5).map((issue) => {
    const path = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      const keys = issue.keys.map((key) => (path === '' ? key : `${path}.${key}`));
      return `unknown field ${keys.join(', ')}`;
    }
    return `${path === '' ? 'input' : path}: ${issue.message}`;
  });
  return lines.join('; ');
}

/** A zod error's message lists paths only; its stack would repeat it. */
function detailsOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
