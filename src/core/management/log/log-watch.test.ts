import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LogWatch } from './log-watch.ts';

function watch() {
  const clock = new FakeClock();
  const told: string[] = [];
  return { clock, told, made: new LogWatch(clock, (id) => told.push(id)) };
}

it('tells of a log that is followed, four times a second at most, and of no other', () => {
  const { clock, told, made } = watch();
  made.watch('a');
  for (let ms = 0; ms < 1_000; ms += 10) {
    made.written('a');
    made.written('b');
    clock.advance(10);
  }
  expect(told).toEqual(['a', 'a', 'a', 'a']);
});

it('stops a minute after nobody asked any more, and with the engine', () => {
  const { clock, told, made } = watch();
  made.watch('a');
  clock.advance(50_000);
  made.watch('a');
  clock.advance(59_000);
  made.written('a');
  clock.advance(250);
  expect(told).toEqual(['a']);
  clock.advance(60_000);
  made.written('a');
  clock.advance(250);
  expect(told).toEqual(['a']);
  made.watch('a');
  made.written('a');
  made.close();
  clock.advance(250);
  expect(told).toEqual(['a']);
});
