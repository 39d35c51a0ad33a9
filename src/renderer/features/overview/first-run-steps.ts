export interface FirstRunFacts {
  readonly servers: number;
  readonly clients: number;
  /** Grants of a server to a client. */
  readonly grants: number;
  /** Rows of calls in the log, whatever became of them. */
  readonly calls: number;
}

export type FirstRunStepId = 'server' | 'client' | 'access' | 'call';

export interface FirstRunStep {
  readonly id: FirstRunStepId;
  readonly state: 'done' | 'next' | 'later';
}

/** The way from an empty gateway to the first recorded call; exactly one step is next, until the call was made. */
export function firstRunSteps(facts: FirstRunFacts): FirstRunStep[] {
  const done: readonly (readonly [FirstRunStepId, boolean])[] = [
    ['server', facts.servers > 0],
    ['client', facts.clients > 0],
    ['access', facts.grants > 0],
    ['call', facts.calls > 0],
  ];
  const next = done.findIndex(([, isDone]) => !isDone);
  return done.map(([id, isDone], index) => {
    if (isDone) return { id, state: 'done' };
    return { id, state: index === next ? 'next' : 'later' };
  });
}
