import { type Api, contract } from './contract.ts';
import { fromWire, type Reply } from './errors.ts';

/** Carries one method to the engine and its reply back, over whatever lies between. */
export type Send = (method: string, input: unknown) => Promise<Reply<unknown>>;

/** The typed client over any transport: `createApi(send).servers.start({ id })`. Rejects with AppError. */
export function createApi(send: Send): Api {
  const groups = Object.entries(contract).map(([group, methods]) => [
    group,
    Object.fromEntries(
      Object.keys(methods).map((verb) => [
        verb,
        async (input: unknown) => {
          const reply = await send(`${group}.${verb}`, input);
          if (!reply.ok) throw fromWire(reply.error);
          return reply.value;
        },
      ]),
    ),
  ]);
  // Built from the contract by name; the engine parses each value before it sends it.
  return Object.fromEntries(groups) as Api;
}
