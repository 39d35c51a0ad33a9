import { describe, expect, it } from 'vitest';
import { Tasks } from './tasks.ts';

const caller = () => new AbortController();
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

describe('Tasks', () => {
  it('ends a job by its name, and frees the name', async () => {
    const tasks = new Tasks();
    const running = tasks.run('export', caller().signal, untilAborted);
    await expect(tasks.run('export', caller().signal, async () => 1)).rejects.toMatchObject({
      code: 'conflict',
    });
    expect(tasks.cancel('export')).toBe(true);
    await expect(running).rejects.toMatchObject({ code: 'cancelled' });
    expect(tasks.cancel('export')).toBe(false);
    expect(await tasks.run('export', caller().signal, async () => 2)).toBe(2);
  });

  it('ends a job whose caller left, named or not', async () => {
    const tasks = new Tasks();
    for (const name of ['named', undefined]) {
      const leaving = caller();
      const running = tasks.run(name, leaving.signal, untilAborted);
      leaving.abort(new Error('left'));
      await expect(running).rejects.toThrow('left');
    }
  });

  it('a job that fails frees its name', async () => {
    const tasks = new Tasks();
    const failing = tasks.run('a', caller().signal, () => Promise.reject(new Error('no')));
    await expect(failing).rejects.toThrow('no');
    expect(tasks.cancel('a')).toBe(false);
  });
});
