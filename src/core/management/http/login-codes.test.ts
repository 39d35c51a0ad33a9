import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { LoginCodes } from './login-codes.ts';

describe('login codes', () => {
  it('MG-3: a code of at least 128 bits works once', () => {
    const codes = new LoginCodes(new FakeClock());
    const code = codes.mint();
    expect(code).toMatch(/^[A-Za-z0-9_-]{32}$/);
    expect(codes.mint()).not.toBe(code);
    expect([codes.redeem(`${code}x`), codes.redeem(''), codes.redeem(code)]).toEqual([
      false,
      false,
      true,
    ]);
    expect(codes.redeem(code)).toBe(false);
  });

  it('MG-3: it ends after five minutes, by whichever clock says so', () => {
    const clock = new FakeClock();
    const codes = new LoginCodes(clock);
    const [early, late, slept] = [codes.mint(), codes.mint(), codes.mint()];
    clock.advance(299_000);
    expect(codes.redeem(early)).toBe(true);
    clock.stepWall(-3_600_000);
    clock.advance(1_000);
    expect(codes.redeem(late)).toBe(false);
    const fresh = codes.mint();
    clock.stepWall(300_000);
    expect([codes.redeem(fresh), codes.redeem(slept)]).toEqual([false, false]);
  });

  it('MG-3: five are open at most, the newest', () => {
    const codes = new LoginCodes(new FakeClock());
    const minted = Array.from({ length: 6 }, () => codes.mint());
    expect(minted.map((code) => codes.redeem(code))).toEqual([false, true, true, true, true, true]);
  });
});
