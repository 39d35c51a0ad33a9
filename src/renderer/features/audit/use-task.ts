import { useState } from 'react';
import { useAct, useCall, useEngineEvents } from '../../api.ts';
import type { MethodInput, MethodOutput } from '../../engine/method-types.ts';

export interface TaskProgress {
  readonly done: number;
  readonly total: number;
}

type LongMethod = 'audit.export' | 'audit.verify';

/** A job that takes a while: says how far it is, and can be ended. */
export function useTask<M extends LongMethod>(method: M) {
  const act = useAct(method);
  const call = useCall();
  const [task, setTask] = useState<string | null>(null);
  const [progress, setProgress] = useState<TaskProgress | null>(null);
  const [result, setResult] = useState<MethodOutput<M> | null>(null);
  useEngineEvents(({ events }) => {
    const last = events.findLast(
      ({ event, data }) => event === 'task.progress' && 'task' in data && data.task === task,
    );
    if (last?.event === 'task.progress') setProgress(last.data);
  });
  const start = async (input: Omit<MethodInput<M>, 'task'>): Promise<MethodOutput<M> | null> => {
    const name = crypto.randomUUID();
    setTask(name);
    setProgress(null);
    setResult(null);
    const answer = await act.run({ ...input, task: name } as MethodInput<M>);
    setTask(null);
    setResult(answer);
    return answer;
  };
  const cancel = () => {
    if (task !== null) void call('engine.cancel', { task }).catch(() => undefined);
  };
  return { start, cancel, progress, result, working: act.working, error: act.error };
}
