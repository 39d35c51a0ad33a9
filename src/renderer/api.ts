import {
  keepPreviousData,
  type QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { createContext, useContext, useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { EditName, MethodName } from '../shared/contract.ts';
import { AppError, fromWire } from '../shared/errors.ts';
import type { OwnEdits } from './editing/own-edits.ts';
import type { EngineConnection, EngineState } from './engine/engine-connection.ts';
import type { EventBatch } from './engine/event-batcher.ts';
import type { MethodInput, MethodOutput } from './engine/method-types.ts';

export const EngineContext = createContext<EngineConnection | null>(null);

/** Who is asked. Views ask by `useMethod`, `useAct` and `useEdit`. */
export function useEngine(): EngineConnection {
  const engine = useContext(EngineContext);
  if (engine === null) throw new Error('no engine above this component');
  return engine;
}

export const OwnEditsContext = createContext<OwnEdits | null>(null);

/** What this page made of the registry. */
export function useOwnEdits(): OwnEdits {
  const edits = useContext(OwnEditsContext);
  if (edits === null) throw new Error('no edits above');
  return edits;
}

/** Whether the engine answers, and since when not. */
export function useEngineState(): EngineState {
  const engine = useEngine();
  return useSyncExternalStore(engine.subscribe, engine.state);
}

/** Tries to reach the engine at once. */
export function useReconnect(): () => void {
  const engine = useEngine();
  return () => engine.reconnect();
}

/** Calls `handle` at most four times a second with what the engine announced. After `missed`, read again. */
export function useEngineEvents(handle: (batch: EventBatch) => void): void {
  const engine = useEngine();
  const onBatch = useEffectEvent(handle);
  useEffect(() => engine.onEvents((batch) => onBatch(batch)), [engine]);
}

/** Everything that is asked or done but the edits of the registry: those say what they were made from, by `useEdit`. */
export type PlainName = Exclude<MethodName, EditName>;

/** One method, by name. Rejects with AppError. */
export function callMethod<M extends PlainName>(
  engine: Pick<EngineConnection, 'invoke'>,
  method: M,
  input: MethodInput<M>,
): Promise<MethodOutput<M>> {
  return askMethod(engine, method, input);
}

/** The same for any method: the engine parses what it is given. */
export async function askMethod<M extends MethodName>(
  engine: Pick<EngineConnection, 'invoke'>,
  method: M,
  input: unknown,
): Promise<MethodOutput<M>> {
  const reply = await engine.invoke(method, input);
  if (!reply.ok) throw fromWire(reply.error);
  // The engine parsed it with the contract before it went out.
  return reply.value as MethodOutput<M>;
}

/** Calls methods from a handler, where no state of the call is shown; else `useMethod` or `useAct`. */
export function useCall() {
  const engine = useEngine();
  return <M extends PlainName>(method: M, input: MethodInput<M>) =>
    callMethod(engine, method, input);
}

/** Takes the file of an export that was made over HTTP. Rejects with AppError. */
export function useTakeExport(): (name: string) => Promise<Blob> {
  const engine = useEngine();
  return async (name) => {
    const reply = await engine.takeExport(name);
    if (!reply.ok) throw fromWire(reply.error);
    return reply.value;
  };
}

export interface MethodOptions {
  /** False: not asked yet. */
  readonly enabled?: boolean;
  /** Shows the answer to the previous input until the new one is there: for filters. */
  readonly keepPrevious?: boolean;
  /** Milliseconds after which the time alone has made the answer old. Nothing is asked while the page is hidden. */
  readonly renewEveryMs?: number;
  /** Nothing says for certain that the answer grew old: it is asked for whenever it comes into view. */
  readonly unannounced?: boolean;
}

/**
 * The answer of a method, kept and renewed when the engine announces a change of it. `data` stays through an outage;
 * `useEngineState` says that it is old then, and the shell says it once: an outage is no error of one answer.
 */
export function useMethod<M extends PlainName>(
  method: M,
  input: MethodInput<M>,
  { enabled = true, keepPrevious = false, renewEveryMs, unannounced = false }: MethodOptions = {},
) {
  const engine = useEngine();
  const { data, error, refetch, dataUpdatedAt, isPending } = useQuery<MethodOutput<M>, AppError>({
    queryKey: [method, input],
    queryFn: () => callMethod(engine, method, input),
    enabled,
    refetchInterval: renewEveryMs ?? false,
    ...(unannounced ? { staleTime: 0 } : {}),
    ...(keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
  const own = error?.code === 'unreachable' ? null : error;
  return { data, error: own, refetch, dataUpdatedAt, isPending };
}

export interface Act<M extends MethodName> {
  /** Answers, or null where it failed: then `error` says why. */
  readonly run: (input: MethodInput<M>) => Promise<MethodOutput<M> | null>;
  readonly working: boolean;
  readonly error: AppError | null;
  /** Forgets the error. */
  readonly reset: () => void;
  /** Why it cannot be done now; for the button. */
  readonly disabledReason: string | null;
}

/** Something that a person does to the engine. Nothing is shown as done before the engine said so. */
export function useAct<M extends PlainName>(method: M): Act<M> {
  const engine = useEngine();
  const queries = useQueryClient();
  const disabledReason = useActReason();
  const mutation = useMutation<MethodOutput<M>, AppError, MethodInput<M>>({
    mutationFn: (input) => callMethod(engine, method, input),
    onSuccess: () => void renewGroup(queries, method),
  });
  const run = async (input: MethodInput<M>) => {
    try {
      return await mutation.mutateAsync(input);
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  };
  return {
    run,
    working: mutation.isPending,
    error: mutation.error,
    reset: mutation.reset,
    disabledReason,
  };
}

/** Why nothing can be done now, or null: the reason that every act shares. */
export function useActReason(): string | null {
  const { status } = useEngineState();
  return status === 'online' ? null : 'The engine is not answering';
}

/** Not every act is announced: what its group shows is read again. Resolves when it was. */
export async function renewGroup(queries: QueryClient, method: MethodName): Promise<void> {
  const group = method.slice(0, method.indexOf('.') + 1);
  const renew = (prefix: string) =>
    queries.invalidateQueries({
      predicate: ({ queryKey: [name] }) => String(name).startsWith(prefix),
    });
  if (group !== 'engine.') void renew('engine.');
  await renew(group);
}
