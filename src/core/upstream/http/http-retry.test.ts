import { expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { HttpRetry } from './http-retry.ts';

function bench() {
  const clock = new FakeClock();
  const begun: string[] = [];
  const retry = new HttpRetry({
    clock,
    random: () => 0,
    restart: () => begun.push('restart'),
    renew: () => begun.push('renew'),
  });
  return { clock, begun, retry };
}

it('a session that the server forgot is renewed by itself, and by whoever uses it before', () => {
  const { clock, begun, retry } = bench();
  const state = retry.lost('expired');
  expect([state, retry.isFree(state), retry.afterMs(state)]).toEqual(['stopped', true, null]);
  clock.advance(1_000);
  expect(begun).toEqual(['renew']);
});

it('SU-2: a server that cannot be reached is tried again by itself alone, later each time', () => {
  const { clock, begun, retry } = bench();
  const lost = retry.lost('unreachable');
  expect([lost, retry.isFree(lost), retry.afterMs(lost)]).toEqual(['backoff', false, 1_000]);
  clock.advance(1_000);
  expect(begun).toEqual(['restart']);
  const failed = retry.startFailed('upstream_unavailable');
  expect([failed, retry.afterMs(failed)]).toEqual(['backoff', 2_000]);
  retry.forget();
  clock.advance(60_000);
  expect([begun, retry.afterMs('stopped')]).toEqual([['restart'], null]);
});

it.each([
  ['needs_sign_in', 'needs_sign_in', 30_000],
  ['reference_unreadable', 'blocked', 1_000],
] as const)('after %s it is %s until the next use after %d ms', (code, expected, waitMs) => {
  const { clock, begun, retry } = bench();
  const state = retry.startFailed(code);
  expect([state, retry.isFree(state), retry.afterMs(state)]).toEqual([expected, false, waitMs]);
  clock.advance(waitMs);
  expect([retry.isFree(state), retry.afterMs(state), begun]).toEqual([true, 0, []]);
});
