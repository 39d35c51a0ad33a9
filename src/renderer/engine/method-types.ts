import type { Api, Group, MethodName } from '../../shared/contract.ts';

type Function<M extends MethodName> = M extends `${infer G extends Group}.${infer V}`
  ? V extends keyof Api[G]
    ? Api[G][V]
    : never
  : never;

type Call<M extends MethodName> = Extract<Function<M>, (input: never) => Promise<unknown>>;

/** What a method of the contract takes, and what it answers. */
export type MethodInput<M extends MethodName> = Parameters<Call<M>>[0];
export type MethodOutput<M extends MethodName> = Awaited<ReturnType<Call<M>>>;
