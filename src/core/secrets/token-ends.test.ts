import { describe, expect, it } from 'vitest';
import { failingRows, reasonOf, TokenBench } from '../../../test/helpers/token-bench.ts';
import type { TokenService } from './token-service.ts';

const dayMs = 86_400_000;

describe('the end of a token', () => {
  it('AU-8: lives for its ttl and not longer, and tells once', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token, expiresUs } = await tokens.mintClient('vscode', { ttlS: 90 * 86_400 });
    expect(expiresUs).toBe(bench.clock.nowUs() + 90 * dayMs * 1_000);
    bench.clock.advance(90 * dayMs - 1);
    expect(reasonOf(tokens, token)).toBe('ok');
    expect(bench.ended).toEqual([]);
    bench.clock.advance(1);
    expect(bench.ended).toEqual(['vscode expired']);
    expect(reasonOf(tokens, token)).toBe('expired');
    expect(tokens.status('vscode')[0]?.state).toBe('expired');
    expect(bench.ended).toHaveLength(1);
  });

  it('AU-8: without a ttl it never expires, and no timer runs', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', {});
    expect(bench.clock.pendingCount).toBe(0);
    bench.clock.advance(3_650 * dayMs);
    expect(reasonOf(tokens, token)).toBe('ok');
  });

  it('P-28 AU-9: the old token works at +1 s of a 10 min grace and gets refused at +601 s', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const old = await tokens.mintClient('vscode', {});
    const next = await tokens.rotate('vscode', { graceS: 600 });
    bench.clock.advance(1_000);
    expect(reasonOf(tokens, old.token)).toBe('ok');
    expect(tokens.status('vscode').map((status) => status.state)).toEqual(['grace', 'active']);
    bench.clock.advance(600_000);
    expect(reasonOf(tokens, old.token)).toBe('expired');
    expect(reasonOf(tokens, next.token)).toBe('ok');
    expect(bench.ended).toEqual(['vscode expired']);
  });

  it('AU-9: grace 0 ends the old token at once; rotating again lengthens no grace', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const first = await tokens.mintClient('vscode', {});
    const second = await tokens.rotate('vscode', { graceS: 0 });
    expect(reasonOf(tokens, first.token)).toBe('revoked');
    expect(bench.ended).toEqual(['vscode revoked']);
    await tokens.rotate('vscode', { graceS: 60 });
    await tokens.rotate('vscode', { graceS: 600 });
    tokens.close();
    const restarted = await bench.open();
    bench.clock.advance(61_000);
    expect(reasonOf(restarted, second.token)).toBe('expired');
  });

  it('AU-9: a grace over 10 minutes, below 0 or broken is refused and changes nothing', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', {});
    for (const graceS of [601, -1, 1.5, Number.NaN]) {
      await expect(tokens.rotate('vscode', { graceS })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    for (const ttlS of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
      await expect(tokens.rotate('vscode', { graceS: 0, ttlS })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    expect(await tokens.reveal('vscode')).toBe(token);
    expect(reasonOf(tokens, token)).toBe('ok');
  });

  it('AU-10: revocation counts before its promise settles, and is told at once', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', {});
    await tokens.rotate('vscode', { graceS: 600 });
    const revoked = tokens.revoke('vscode');
    expect(reasonOf(tokens, token)).toBe('revoked');
    expect(bench.ended).toEqual(['vscode revoked', 'vscode revoked']);
    await revoked;
    await expect(tokens.reveal('vscode')).rejects.toMatchObject({ code: 'unknown_name' });
    expect(await bench.secrets.names()).toEqual([]);
  });

  it('AU-10: a token that was being made while its client was revoked does not outlive that', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const made = tokens.mintClient('vscode', {});
    await tokens.revoke('vscode');
    expect(reasonOf(tokens, (await made).token)).toBe('revoked');
  });

  it('AU-10: revokes while the secret store is locked, and with a listener that throws', async () => {
    const bench = new TokenBench();
    const inner = bench.secrets;
    let locked = false;
    bench.secrets = {
      ...inner,
      delete: (name) => (locked ? Promise.reject(new Error('locked')) : inner.delete(name)),
    };
    const tokens = await bench.open();
    tokens.onEnded(() => {
      throw new Error('listener');
    });
    const { token } = await tokens.mintClient('vscode', {});
    locked = true;
    await tokens.revoke('vscode');
    expect(reasonOf(tokens, token)).toBe('revoked');
    expect(bench.log.events('warn')).toEqual(['token.text_not_deleted']);
    expect(bench.log.events('error')).toEqual(['token.listener_failed']);
  });

  it.each([
    ['asked again', (tokens: TokenService) => tokens.revoke('vscode')],
    [
      '10 s later by itself',
      (_tokens: TokenService, bench: TokenBench) => bench.clock.advance(10_000),
    ],
  ])(
    'AU-10: a revocation that cannot be stored holds, is reported, and is stored %s',
    async (_when, retry) => {
      const bench = new TokenBench();
      const fault = { failing: false };
      const tokens = await bench.open((rows) => failingRows(rows, fault));
      const { token } = await tokens.mintClient('vscode', {});
      fault.failing = true;
      await expect(tokens.revoke('vscode')).rejects.toThrow('disk full');
      expect(reasonOf(tokens, token)).toBe('revoked');
      expect(reasonOf(await bench.open(), token)).toBe('ok');
      fault.failing = false;
      await retry(tokens, bench);
      expect(reasonOf(await bench.open(), token)).toBe('revoked');
    },
  );

  it('AU-20: a clock set back revives no token that was seen expired, over a restart too', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', { ttlS: 60 });
    bench.clock.advance(61_000);
    bench.clock.stepWall(-dayMs);
    expect(reasonOf(tokens, token)).toBe('expired');
    tokens.close();
    expect(reasonOf(await bench.open(), token)).toBe('expired');
  });

  it('AU-20: a clock set back before the end does not lengthen a life, a rotation meanwhile neither', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', { ttlS: 60 });
    bench.clock.stepWall(-dayMs);
    bench.clock.advance(59_000);
    expect(reasonOf(tokens, token)).toBe('ok');
    await tokens.rotate('vscode', { graceS: 600 });
    bench.clock.advance(1_000);
    expect(reasonOf(tokens, token)).toBe('expired');
  });

  it('AU-10: an end that passed while the machine slept counts for the next request, and is told within 30 s', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('asked', { ttlS: 3_600 });
    await tokens.mintClient('silent', { ttlS: 3_600 });
    bench.clock.stepWall(2 * 3_600_000);
    expect(reasonOf(tokens, token)).toBe('expired');
    expect(bench.ended).toEqual(['asked expired']);
    bench.clock.advance(30_000);
    expect(bench.ended).toEqual(['asked expired', 'silent expired']);
  });

  it('AU-8: a token that ended while no engine ran is told after the start', async () => {
    const bench = new TokenBench();
    const first = await bench.open();
    const { token } = await first.mintClient('vscode', { ttlS: 60 });
    first.close();
    bench.clock.advance(3_600_000);
    const second = await bench.open();
    bench.clock.advance(0);
    expect(bench.ended).toEqual(['vscode expired']);
    expect(reasonOf(second, token)).toBe('expired');
  });

  it('AU-10: that end waits for whoever writes its row, however long the start takes', async () => {
    const bench = new TokenBench();
    const first = await bench.open();
    await first.mintClient('vscode', { ttlS: 60 });
    first.close();
    bench.clock.advance(3_600_000);
    const second = await bench.openUnheard();
    bench.clock.advance(5_000);
    const told: string[] = [];
    second.onEnded(({ why }) => told.push(why));
    bench.clock.advance(0);
    expect(told).toEqual(['expired']);
  });
});
