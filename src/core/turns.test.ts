import { expect, it } from 'vitest';
import { Turns } from './turns.ts';

it('does one thing after the other, and goes on behind one that fails', async () => {
  const turns = new Turns();
  const gate = Promise.withResolvers<void>();
  const done: string[] = [];
  const note = (name: string, wait?: Promise<void>) => async () => {
    done.push(`${name} begins`);
    await wait;
    done.push(`${name} ends`);
    return name;
  };
  const first = turns.take(note('first', gate.promise));
  const failing = turns.take(() => Promise.reject(new Error('no')));
  const last = turns.take(note('last'));
  await Promise.resolve();
  expect(done).toEqual(['first begins']);
  gate.resolve();
  await expect(failing).rejects.toThrow('no');
  expect(await Promise.all([first, last])).toEqual(['first', 'last']);
  expect(done).toEqual(['first begins', 'first ends', 'last begins', 'last ends']);
});

it('has settled when all that was asked for has, whatever came of it', async () => {
  const turns = new Turns();
  let isOver = false;
  const failing = turns.take(async () => {
    await Promise.resolve();
    isOver = true;
    throw new Error('no');
  });
  failing.catch(() => undefined);
  await turns.settled();
  expect(isOver).toBe(true);
});
