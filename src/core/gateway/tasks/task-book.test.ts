import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { TaskBook } from './task-book.ts';

const all = { kind: 'all' } as const;

function taskOf(taskId: string, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ taskId, status: 'working', ttl: 60_000, ...more }));
}

const made = (task: Buffer) => Buffer.from(`{"task":${task.toString()}}`);
const big = { result: 'x'.repeat(100_000) };

describe('TaskBook', () => {
  it('knows the task of the client that made it, until its time is over', () => {
    const clock = new FakeClock();
    const book = new TaskBook(clock);
    book.made('a', 's', 'tool', made(taskOf('1')));
    expect(book.find('a', all, '1')).toMatchObject({ serverId: 's', tool: 'tool' });
    expect(book.find('b', all, '1')).toBeUndefined();
    clock.advance(60_001);
    expect(book.find('a', all, '1')).toBeUndefined();
  });

  it('gives an id to another server once the task of the first is over, and not before', () => {
    const clock = new FakeClock();
    const book = new TaskBook(clock);
    book.made('a', 'first', 'tool', made(taskOf('1')));
    book.made('a', 'second', 'tool', made(taskOf('1')));
    expect(book.find('a', all, '1')).toMatchObject({ serverId: 'first' });
    clock.advance(60_001);
    book.made('a', 'second', 'tool', made(taskOf('1')));
    expect(book.find('a', all, '1')).toMatchObject({ serverId: 'second' });
  });

  it('P-08: keeps no long object of a server, and goes on to know its task', () => {
    const book = new TaskBook(new FakeClock());
    book.made('a', 's', 'tool', made(taskOf('long', big)));
    expect(book.find('a', all, 'long')).toBeUndefined();
    book.made('a', 's', 'tool', made(taskOf('1')));
    const known = book.find('a', all, '1');
    if (known === undefined) throw new Error('the task is not known');
    book.seen('a', known, taskOf('1', { status: 'completed', ...big }));
    expect(Buffer.from(book.find('a', all, '1')?.task ?? []).toString()).toBe(`${taskOf('1')}`);
  });
});
