import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { followTerminal } from './follow-terminal.ts';
import type { Terminal } from './terminal.ts';

type Stream = 'stdin' | 'stdout' | 'stderr';

/** Started with these streams leading to a terminal, which is there as `answers` say, one after another. */
function follow(
  leading: readonly Stream[],
  answers: boolean[],
  platform: NodeJS.Platform = 'linux',
) {
  const stream = (name: Stream) =>
    Object.assign(new PassThrough(), { isTTY: leading.includes(name) });
  const terminal: Terminal = {
    ...{ stdin: stream('stdin'), stdout: stream('stdout'), stderr: stream('stderr') },
    ...{ env: {}, cwd: '/', home: '/', platform },
  };
  return followTerminal(terminal, () => answers.shift() ?? false);
}

describe('the terminal that an engine was started in', () => {
  it.for<Stream>(['stdin', 'stdout', 'stderr'])('is closed once it was there (%s)', (stream) => {
    const isClosed = follow([stream], [true, true, false]);
    expect(isClosed()).toBe(false);
    expect(isClosed()).toBe(true);
  });

  it('is never closed where no stream led to it, as under nohup and systemd', () => {
    expect(follow([], [true, false])()).toBe(false);
  });

  it('is never closed where the process never belonged to one, as under setsid', () => {
    expect(follow(['stdin', 'stdout', 'stderr'], [false, false])()).toBe(false);
  });

  it('is closed whenever Windows asks: there the signal has no other meaning', () => {
    expect(follow([], [], 'win32')()).toBe(true);
  });
});
