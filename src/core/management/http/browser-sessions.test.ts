import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { BrowserSessions } from './browser-sessions.ts';

const minuteMs = 60_000;

function open() {
  const clock = new FakeClock();
  const ended: string[] = [];
  const sessions = new BrowserSessions(clock, (id, why) => ended.push(`${id} ${why}`));
  return { clock, ended, sessions };
}

describe('browser sessions', () => {
  it('AU-8: 30 minutes without a request end one, a request begins them anew', () => {
    const { clock, ended, sessions } = open();
    const [used, unused] = [sessions.open('used'), sessions.open('unused')];
    expect(used).toMatch(/^lmcp_s_[0-9A-Za-z]{49}$/);
    clock.advance(29 * minuteMs);
    expect(sessions.find(used)).toBe('used');
    clock.advance(2 * minuteMs);
    expect(ended).toEqual(['unused idle']);
    expect(sessions.find(unused)).toBeUndefined();
    expect(sessions.find(used)).toBe('used');
  });

  it('AU-8: 12 hours end it, however busy it was', () => {
    const { clock, ended, sessions } = open();
    const token = sessions.open('a');
    for (let at = 0; at < 12 * 60 - 20; at += 20) {
      clock.advance(20 * minuteMs);
      expect(sessions.find(token)).toBe('a');
    }
    clock.advance(20 * minuteMs);
    expect(sessions.find(token)).toBeUndefined();
    expect(ended).toEqual(['a expired']);
  });

  it('AU-8 AU-20: a night asleep ends it, and setting the clock back lengthens nothing', () => {
    const { clock, ended, sessions } = open();
    const token = sessions.open('a');
    clock.stepWall(8 * 60 * minuteMs);
    expect(sessions.find(token)).toBeUndefined();
    const other = sessions.open('b');
    clock.stepWall(-8 * 60 * minuteMs);
    clock.advance(31 * minuteMs);
    expect(sessions.find(other)).toBeUndefined();
    expect(ended).toEqual(['a idle', 'b idle']);
  });

  it('the seventeenth takes the place of the oldest; all can be ended at once', () => {
    const { clock, ended, sessions } = open();
    const tokens = Array.from({ length: 17 }, (_, index) => sessions.open(`s${index}`));
    expect(ended).toEqual(['s0 displaced']);
    sessions.endAll('revoked');
    expect(ended).toHaveLength(17);
    expect(tokens.map((token) => sessions.find(token)).filter((id) => id !== undefined)).toEqual(
      [],
    );
    expect(clock.pendingCount).toBe(0);
  });
});
