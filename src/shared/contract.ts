import type { z } from 'zod';
import { accessContract } from './contract-access.ts';
import { auditContract } from './contract-audit.ts';
import { clientsContract } from './contract-clients.ts';
import { engineContract } from './contract-engine.ts';
import { managementContract } from './contract-management.ts';
import type { Method } from './contract-method.ts';
import { serversContract } from './contract-servers.ts';

/** The only list of what can be asked of the engine: group -> verb -> { input, output }. */
export const contract = {
  engine: engineContract,
  servers: serversContract,
  clients: clientsContract,
  access: accessContract,
  audit: auditContract,
  management: managementContract,
} as const;

export type Contract = typeof contract;
export type Group = keyof Contract;

/** `group.verb`: the name on every transport. */
export type MethodName = { [G in Group]: `${G}.${Extract<keyof Contract[G], string>}` }[Group];

/** The methods that edit the registry. */
export type EditName = {
  [G in Group]: {
    [V in keyof Contract[G]]: Contract[G][V] extends { edits: true }
      ? `${G}.${Extract<V, string>}`
      : never;
  }[keyof Contract[G]];
}[Group];

type Input<M> = M extends { input: infer S extends z.ZodType } ? S : never;
type Output<M> = M extends { output: infer S extends z.ZodType } ? S : never;

/** The engine as a caller sees it. */
export type Api = {
  readonly [G in Group]: {
    readonly [V in keyof Contract[G]]: (
      input: z.input<Input<Contract[G][V]>>,
    ) => Promise<z.output<Output<Contract[G][V]>>>;
  };
};

/** The engine as it is implemented: parsed input, and who asks. */
export type Handlers<Context> = {
  readonly [G in Group]: GroupHandlers<G, Context>;
};

export type GroupHandlers<G extends Group, Context> = {
  readonly [V in keyof Contract[G]]: (
    input: z.output<Input<Contract[G][V]>>,
    context: Context,
  ) => Promise<z.input<Output<Contract[G][V]>>>;
};

/** The method of that name, or undefined: names come from outside. */
export function findMethod(
  name: string,
): { group: string; verb: string; method: Method } | undefined {
  const [group = '', verb = '', ...rest] = name.split('.');
  if (rest.length > 0 || !Object.hasOwn(contract, group)) return undefined;
  const methods: Readonly<Record<string, Method>> = contract[group as Group];
  const found = Object.hasOwn(methods, verb) ? methods[verb] : undefined;
  return found === undefined ? undefined : { group, verb, method: found };
}

/** Every name there is, in the order of the contract. */
export function methodNames(): MethodName[] {
  // `keyof` as a value: the names come from the object whose type they are.
  return Object.entries(contract).flatMap(([group, methods]) =>
    Object.keys(methods).map((verb) => `${group}.${verb}` as MethodName),
  );
}
