import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import type { Era } from '../connection.ts';
import { EraNote } from '../era-memory.ts';
import { EraRefusal, negotiateEra, probeFailure } from './negotiate-era.ts';

function memory() {
  const known = new Map<string, Era>();
  return {
    recall: (serverId: string, launch: string) => known.get(`${serverId} ${launch}`) ?? null,
    remember: (serverId: string, launch: string, era: Era) =>
      void known.set(`${serverId} ${launch}`, era),
  };
}

describe('negotiating the era', () => {
  it('goes on only after a refusal of the era', async () => {
    const asked: Era[] = [];
    const session = await negotiateEra(['stateless', 'session'], async (era) => {
      asked.push(era);
      if (era === 'stateless') throw new EraRefusal(new Error('no'));
      return era;
    });
    expect(session).toBe('session');
    expect(asked).toEqual(['stateless', 'session']);
    const died = negotiateEra(['stateless', 'session'], () => Promise.reject(new Error('died')));
    await expect(died).rejects.toThrow('died');
  });

  it.each([
    ['session', 'stateless'],
    ['stateless', 'session'],
  ] as const)('of two refusals tells that of the session era (%s first)', async (...order) => {
    const none = negotiateEra(order, (era) => Promise.reject(new EraRefusal(new Error(era))));
    await expect(none).rejects.toThrow('session');
  });

  it.each([
    ['needs_sign_in', 'whole', false],
    ['upstream_unavailable', 'none', false],
    ['upstream_unavailable', 'whole', true],
    ['upstream_protocol', 'whole', true],
    ['upstream_timeout', 'whole', true],
  ] as const)('a probe that fails with %s, sent %s, refuses the era: %s', (code, sent, refuses) => {
    const failure = probeFailure(new AppError(code, undefined, { data: { sent } }));
    expect(failure instanceof EraRefusal).toBe(refuses);
  });
});

describe('what is known of an era', () => {
  it('begins with what was learned, and after a failure with the default', () => {
    const note = new EraNote(memory(), 'server', 'launch');
    expect(note.order('session')).toEqual(['session', 'stateless']);
    expect(note.learned('stateless')).toBe(false);
    expect(note.order('session')).toEqual(['stateless', 'session']);
    note.doubt();
    expect(note.order('session')).toEqual(['session', 'stateless']);
    expect(note.known).toBe('stateless');
  });

  it('UP-23: notices a server that falls back, once', () => {
    const note = new EraNote(memory(), 'server', 'launch');
    note.learned('stateless');
    expect(note.learned('session')).toBe(true);
    expect(note.learned('session')).toBe(false);
  });

  it('knows nothing of another launch', () => {
    const shared = memory();
    new EraNote(shared, 'server', 'old command').learned('stateless');
    const note = new EraNote(shared, 'server', 'new command');
    expect(note.known).toBeNull();
    expect(note.learned('session')).toBe(false);
  });
});
