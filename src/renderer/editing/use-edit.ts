import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { EditName } from '../../shared/contract.ts';
import { AppError } from '../../shared/errors.ts';
import { type Act, askMethod, renewGroup, useActReason, useEngine, useOwnEdits } from '../api.ts';
import type { MethodInput, MethodOutput } from '../engine/method-types.ts';
import { type Answer, type FormBase, goOnFrom, type KeptBase, nextBase } from './form-base.ts';
import { digestOf, readStale, type StaleRegistry } from './read-stale.ts';

type EditInput<M extends EditName> = Omit<MethodInput<M>, 'expectedSha256'>;

interface Sent<M extends EditName> {
  readonly input: EditInput<M>;
  readonly expectedSha256: string;
}

/** The registry changed under the form: nothing was written. */
export interface Stale extends StaleRegistry {
  /** Keeps what was typed, to be saved on top of what is there now; null for a control that holds nothing. */
  readonly goOn: (() => void) | null;
}

export interface Edit<M extends EditName, A> extends Omit<Act<M>, 'run'> {
  /** The answer that the form is made from. */
  readonly base: A;
  /** Answers, or null where it failed: then `error` or `stale` says why. `seen` names another registry than that of the base. */
  readonly run: (input: EditInput<M>, seen?: string) => Promise<MethodOutput<M> | null>;
  readonly stale: Stale | null;
}

/**
 * An edit of the registry by a form: refused when the file is not the one that the form was made from (MG-9). `answer` is what the
 * form shows. From the first touch on it counts as it was then, until the person has seen what changed and goes on; `kept` is
 * where it outlives a form that is left with something typed.
 */
export function useEdit<M extends EditName, A extends Answer | undefined>(
  method: M,
  answer: A,
  touched: boolean,
  kept?: KeptBase<NonNullable<A>>,
): Edit<M, A> {
  const engine = useEngine();
  const queries = useQueryClient();
  const own = useOwnEdits();
  const away = useActReason();
  const [held, setHeld] = useState<FormBase<NonNullable<A>> | null>(kept?.current ?? null);
  const next = answer === undefined ? held : nextBase(held, answer, touched);
  if (next !== held) setHeld(next);
  useEffect(() => {
    if (kept !== undefined) kept.current = next;
  }, [kept, next]);

  const seenNow = next?.seen ?? answer?.sha256;
  const mutation = useMutation<MethodOutput<M>, AppError, Sent<M>>({
    mutationFn: ({ input, expectedSha256 }) =>
      askMethod(engine, method, { ...input, expectedSha256 }),
    onSuccess: (done, { expectedSha256 }) => {
      own.note(expectedSha256, digestOf(done) ?? expectedSha256);
      // What was saved is shown before the form lets go of what was typed.
      return renewGroup(queries, method);
    },
    onError: ({ data }) => {
      const present = digestOf(data);
      if (present !== null) own.settle(present);
    },
  });
  const run = async (input: EditInput<M>, seen = seenNow) => {
    if (seen === undefined) return null;
    try {
      return await mutation.mutateAsync({ input, expectedSha256: own.latest(seen) });
    } catch (error) {
      if (error instanceof AppError) return null;
      throw error;
    }
  };
  const changed = readStale(mutation.error);
  const goOn = (seen: string) => {
    setHeld(goOnFrom(next, seen));
    mutation.reset();
    void renewGroup(queries, method);
  };
  return {
    base: next?.answer ?? answer,
    run,
    working: mutation.isPending,
    error: changed === null ? mutation.error : null,
    stale:
      changed === null
        ? null
        : { ...changed, goOn: next === null ? null : () => goOn(changed.sha256) },
    reset: mutation.reset,
    disabledReason: away ?? whyNot(seenNow !== undefined, changed !== null && next !== null),
  };
}

function whyNot(isRead: boolean, isStale: boolean): string | null {
  if (!isRead) return 'What is there now is being read';
  return isStale ? 'Read what changed first' : null;
}
