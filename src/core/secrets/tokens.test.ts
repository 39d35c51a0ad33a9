import { describe, expect, it } from 'vitest';
import { filesHolding } from '../../../test/helpers/file-search.ts';
import { failingRows, reasonOf, TokenBench } from '../../../test/helpers/token-bench.ts';
import { makeToken } from './token-format.ts';
import { digestOf } from './token-index.ts';

describe('authentication', () => {
  it('AU-1: a minted token names its client, and each bad one its reason', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const { token, tokenId, expiresUs } = await tokens.mintClient('vscode', {});
    expect(tokens.authenticate(token, 'client')).toEqual({
      ok: true,
      kind: 'client',
      tokenId,
      clientId: 'vscode',
    });
    expect(expiresUs).toBeNull();
    expect(reasonOf(tokens, undefined)).toBe('missing');
    expect(reasonOf(tokens, '')).toBe('missing');
    expect(reasonOf(tokens, `${token}A`)).toBe('malformed');
    expect(reasonOf(tokens, makeToken('client'))).toBe('unknown');
    expect(reasonOf(tokens, 'a-foreign-token')).toBe('unknown');
  });

  it('AU-3: a malformed token is refused without touching the database, as is every other answer', async () => {
    const bench = new TokenBench();
    let touched = 0;
    const tokens = await bench.open((rows) => ({
      all: () => rows.all(),
      replace: (added, ended) => rows.replace(added, ended),
      update: (changed) => {
        touched += 1;
        rows.update(changed);
      },
    }));
    const { token } = await tokens.mintClient('vscode', {});
    const altered = token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    expect(reasonOf(tokens, altered)).toBe('malformed');
    expect(reasonOf(tokens, makeToken('client'))).toBe('unknown');
    expect(reasonOf(tokens, token)).toBe('ok');
    expect(touched).toBe(0);
  });

  it('AU-5: a token is known by its whole digest: one of equal length, or a stored digest that is cut, opens nothing', async () => {
    const bench = new TokenBench();
    const first = await bench.open();
    const { token } = await first.mintClient('vscode', {});
    const other = makeToken('client');
    expect(other).toHaveLength(token.length);
    expect(reasonOf(first, other)).toBe('unknown');
    // Digests that are compared are of one length, whatever the texts were.
    expect([token, '', 'x'.repeat(10_000)].map((text) => digestOf(text).length)).toEqual([
      32, 32, 32,
    ]);
    for (const cutBytes of [0, 1, 31]) {
      const cut = await bench.open((rows) => ({
        ...failingRows(rows, { failing: false }),
        all: () => rows.all().map((row) => ({ ...row, digest: row.digest.subarray(0, cutBytes) })),
      }));
      expect(reasonOf(cut, token)).toBe('unknown');
    }
    expect(reasonOf(await bench.open(), token)).toBe('ok');
  });

  it('AU-7: a token opens its own door only', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const client = await tokens.mintClient('vscode', {});
    const management = await tokens.mintManagement();
    expect(tokens.authenticate(client.token, 'management')).toEqual({
      ok: false,
      reason: 'wrong_kind',
    });
    expect(tokens.authenticate(management.token, 'client')).toEqual({
      ok: false,
      reason: 'wrong_kind',
    });
    expect(tokens.authenticate(management.token, 'management')).toMatchObject({
      ok: true,
      clientId: null,
    });
  });

  it('AU-4: no file and no log line ever holds a token', async () => {
    const bench = new TokenBench();
    const tokens = await bench.open();
    const made = [
      await tokens.mintClient('a', { adopt: 'CANARY-foreign-token-0123456789' }),
      await tokens.mintClient('b', { ttlS: 60 }),
      await tokens.rotate('a', { graceS: 60 }),
      await tokens.mintManagement(),
      await tokens.rotateManagement(),
    ].map((minted) => minted.token);
    for (const token of made) tokens.authenticate(token, 'client');
    await tokens.revoke('a');
    bench.clock.advance(120_000);
    for (const token of made) {
      const random = token.slice(7, 30);
      // While the write-ahead log is still there.
      expect(filesHolding(bench.dir, token, random)).toEqual([]);
      expect(JSON.stringify(bench.log.entries)).not.toContain(random);
    }
    expect(filesHolding(bench.dir, 'vscode', 'client')).not.toEqual([]);
  });

  it('tokens, their ends and their last use survive a restart', async () => {
    const bench = new TokenBench();
    const first = await bench.open();
    const live = await first.mintClient('live', {});
    const dead = await first.mintClient('dead', {});
    await first.revoke('dead');
    expect(reasonOf(first, live.token)).toBe('ok');
    const usedUs = bench.clock.nowUs();
    first.close();
    bench.clock.advance(5_000);
    const second = await bench.open();
    expect(second.status('live')).toEqual([
      {
        tokenId: live.tokenId,
        state: 'active',
        createdUs: usedUs,
        expiresUs: null,
        lastUsedUs: usedUs,
      },
    ]);
    expect(reasonOf(second, live.token)).toBe('ok');
    expect(reasonOf(second, dead.token)).toBe('revoked');
  });

  it('stores the last use at most once a minute', async () => {
    const bench = new TokenBench();
    const fault = { failing: false };
    let updates = 0;
    const tokens = await bench.open((rows) => ({
      ...failingRows(rows, fault),
      update: (changed) => {
        updates += 1;
        rows.update(changed);
      },
    }));
    const { token } = await tokens.mintClient('vscode', {});
    for (let second = 0; second < 180; second += 1) {
      tokens.authenticate(token, 'client');
      bench.clock.advance(1_000);
    }
    expect(updates).toBe(3);
    expect(tokens.status('vscode')[0]?.lastUsedUs).toBe(bench.clock.nowUs() - 1_000_000);
  });
});

describe('making tokens', () => {
  it('reveals the current token of a client and of the management door', async () => {
    const tokens = await new TokenBench().open();
    await expect(tokens.revealManagement()).rejects.toMatchObject({ code: 'unknown_name' });
    await expect(tokens.reveal('vscode')).rejects.toMatchObject({ code: 'unknown_name' });
    const management = await tokens.mintManagement();
    await tokens.mintClient('vscode', {});
    const rotated = await tokens.rotate('vscode', { graceS: 60 });
    expect(await tokens.reveal('vscode')).toBe(rotated.token);
    expect(await tokens.revealManagement()).toBe(management.token);
    const next = await tokens.rotateManagement();
    expect(await tokens.revealManagement()).toBe(next.token);
    expect(tokens.authenticate(management.token, 'management')).toEqual({
      ok: false,
      reason: 'revoked',
    });
  });

  it('mints no second token for a client that has one; after a revocation it may, by rotation too', async () => {
    const tokens = await new TokenBench().open();
    await tokens.mintClient('vscode', {});
    await expect(tokens.mintClient('vscode', {})).rejects.toMatchObject({ code: 'conflict' });
    await tokens.revoke('vscode');
    const { token } = await tokens.mintClient('vscode', {});
    expect(reasonOf(tokens, token)).toBe('ok');
    await tokens.revoke('vscode');
    expect(reasonOf(tokens, (await tokens.rotate('vscode', { graceS: 0 })).token)).toBe('ok');
  });

  it('adopts a token of the original LMCP, again without effect, and in place of the one before', async () => {
    const tokens = await new TokenBench().open();
    const first = await tokens.mintClient('vscode', { adopt: 'a-token-from-a-file' });
    const again = await tokens.mintClient('vscode', { adopt: 'a-token-from-a-file' });
    expect(again.tokenId).toBe(first.tokenId);
    expect(reasonOf(tokens, 'a-token-from-a-file')).toBe('ok');
    expect(await tokens.reveal('vscode')).toBe('a-token-from-a-file');
    await tokens.mintClient('vscode', { adopt: 'another-from-a-file' });
    expect(reasonOf(tokens, 'a-token-from-a-file')).toBe('revoked');
    expect(reasonOf(tokens, 'another-from-a-file')).toBe('ok');
  });

  it('adopts no token of another client, none that ended, and none that could not be sent', async () => {
    const tokens = await new TokenBench().open();
    await tokens.mintClient('a', { adopt: 'shared-by-two' });
    await expect(tokens.mintClient('b', { adopt: 'shared-by-two' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await expect(tokens.mintManagement({ adopt: 'shared-by-two' })).rejects.toMatchObject({
      code: 'conflict',
    });
    await tokens.revoke('a');
    await expect(tokens.mintClient('a', { adopt: 'shared-by-two' })).rejects.toMatchObject({
      code: 'conflict',
    });
    for (const adopt of ['', 'two words', 'lmcp_c_short', makeToken('management')]) {
      await expect(tokens.mintClient('c', { adopt })).rejects.toMatchObject({
        code: 'invalid_input',
      });
    }
    expect(tokens.status('c')).toEqual([]);
  });

  it('SE-2: with the secret store locked nothing is minted, and the old token goes on', async () => {
    const bench = new TokenBench();
    const inner = bench.secrets;
    let locked = false;
    bench.secrets = {
      ...inner,
      set: (name, value) => (locked ? Promise.reject(new Error('locked')) : inner.set(name, value)),
    };
    const tokens = await bench.open();
    const { token } = await tokens.mintClient('vscode', {});
    locked = true;
    await expect(tokens.rotate('vscode', { graceS: 0 })).rejects.toThrow('locked');
    expect(reasonOf(tokens, token)).toBe('ok');
    expect(tokens.status('vscode')).toHaveLength(1);
  });

  it('a token that state.db refuses leaves the one before in the secret store', async () => {
    const bench = new TokenBench();
    const fault = { failing: false };
    const tokens = await bench.open((rows) => failingRows(rows, fault));
    const { token } = await tokens.mintClient('vscode', {});
    fault.failing = true;
    await expect(tokens.rotate('vscode', { graceS: 0 })).rejects.toThrow('disk full');
    await expect(tokens.mintClient('other', {})).rejects.toThrow('disk full');
    fault.failing = false;
    expect(await tokens.reveal('vscode')).toBe(token);
    expect(reasonOf(tokens, token)).toBe('ok');
    expect(bench.ended).toEqual([]);
    expect(await bench.secrets.names()).toEqual(['client/vscode']);
  });
});
