/** How a state is drawn: each tone has a shape of its own, so that none is told by colour alone. */
export type StatusTone = 'ready' | 'busy' | 'stopped' | 'waiting' | 'broken';

export interface StateWords {
  readonly tone: StatusTone;
  readonly word: string;
}

const states: Readonly<Record<string, StateWords>> = {
  ready: { tone: 'ready', word: 'Ready' },
  starting: { tone: 'busy', word: 'Starting' },
  installing: { tone: 'busy', word: 'Installing' },
  stopping: { tone: 'busy', word: 'Stopping' },
  stopped: { tone: 'stopped', word: 'Stopped' },
  disabled: { tone: 'stopped', word: 'Disabled' },
  needs_sign_in: { tone: 'waiting', word: 'Needs sign-in' },
  quarantined: { tone: 'waiting', word: 'Quarantined' },
  backoff: { tone: 'broken', word: 'Backing off' },
  crashed: { tone: 'broken', word: 'Crashed' },
  blocked: { tone: 'broken', word: 'Blocked' },
  broken: { tone: 'broken', word: 'Not valid' },
};

/** The shape and the word of a server's state; a state that this page does not know is said as it came. */
export function describeServerState(state: string): StateWords {
  return states[state] ?? { tone: 'stopped', word: state };
}
