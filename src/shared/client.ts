import { type Api, type MethodName, methodNames } from './contract.ts';
import { fromWire, type Reply } from './errors.ts';

/** Carries one method to the engine and its reply back, over whatever lies between. */
export type Send = (method: MethodName, input: unknown) => Promise<Reply<unknown>>;

type Call = (input: unknown) => Promise<unknown>;

/** The typed client over any transport: `createApi(send).servers.start({ id })`. Rejects with AppError. */
export function createApi(send: Send): Api {
  const api: Record<string, Record<string, Call>> = {};
  for (const name of methodNames()) {
    const [group = '', verb = ''] = name.split('.');
    api[group] ??= {};
    api[group][verb] = async (input) => {
      const reply = await send(name, input);
      if (!reply.ok) throw fromWire(reply.error);
      return reply.value;
    };
  }
  // Built from the contract name by name; the engine parses each value before it sends it.
  return api as Api;
}
