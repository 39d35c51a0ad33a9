import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { FakeClock } from '../../test/helpers/fake-clock.ts';
import { listenToSignals } from './listen-to-signals.ts';

function createBench() {
  const source = new EventEmitter();
  const clock = new FakeClock();
  const done: string[] = [];
  const terminal = { closed: false };
  const note = (what: string) => () => void done.push(what);
  const stopListening = listenToSignals(
    {
      reload: note('reload'),
      stop: note('stop'),
      endNow: note('end'),
      isClosed: () => terminal.closed,
    },
    source,
    clock,
  );
  return { source, clock, done, terminal, stopListening };
}

it('SIGTERM and SIGINT stop once, then mean now', () => {
  const { source, done } = createBench();
  source.emit('SIGINT');
  source.emit('SIGTERM');
  expect(done).toEqual(['stop', 'end']);
});

it('SIGHUP reads the registry again while the terminal is there', () => {
  const { source, clock, done } = createBench();
  source.emit('SIGHUP');
  clock.advance(5_000);
  expect(done).toEqual(['reload']);
});

it('SIGHUP stops once the terminal is closed, and never means now', () => {
  const { source, done, terminal } = createBench();
  terminal.closed = true;
  source.emit('SIGHUP');
  source.emit('SIGHUP');
  expect(done).toEqual(['stop', 'stop']);
});

it('SIGHUP stops as well where the terminal is closed a moment later', () => {
  const { source, clock, done, terminal } = createBench();
  source.emit('SIGHUP');
  terminal.closed = true;
  clock.advance(1_000);
  expect(done).toEqual(['reload', 'stop']);
});

it('hears nothing any more when it has ended', () => {
  const { source, done, stopListening } = createBench();
  stopListening();
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) source.emit(signal);
  expect(done).toEqual([]);
});
