import { expect, it, onTestFinished } from 'vitest';
import { auditOptions } from '../../../../test/helpers/audit-fixture.ts';
import { TokenBench } from '../../../../test/helpers/token-bench.ts';
import { openAuditLog } from '../../audit/open-audit-log.ts';
import { Login } from './login.ts';

const operator = { type: 'operator', door: 'socket' } as const;

/** A login whose browsers are all signed out at the moment in which the next row of that kind is durable. */
async function openLogin() {
  const bench = new TokenBench();
  const tokens = await bench.open();
  const audit = await openAuditLog(auditOptions());
  const login = new Login({ tokens, audit, clock: bench.clock, log: bench.log });
  onTestFinished(async () => {
    login.close();
    await audit.close();
  });
  const kinds: string[] = [];
  let awaited = '';
  audit.subscribe((group) => {
    for (const { body } of group.newest()) {
      const { kind } = JSON.parse(body);
      kinds.push(kind);
      if (kind !== awaited) continue;
      awaited = '';
      login.signOutAll();
    }
  });
  const signOutAt = (kind: string) => {
    awaited = kind;
  };
  return { login, kinds, signOutAt, audit };
}

it('MG-3: who signs in while all are signed out has no session afterwards, and both are on record', async () => {
  const { login, kinds, signOutAt, audit } = await openLogin();
  const code = await login.mintCode(operator);
  signOutAt('operator.signed_in');
  expect(await login.redeem(code)).toBeNull();
  await audit.event({ kind: 'command.given', actor: operator });
  expect(kinds.slice(1)).toEqual(['operator.signed_in', 'operator.signed_out', 'command.given']);
});

it('MG-3: a code that was asked for before all were signed out is not handed out afterwards', async () => {
  const { login, signOutAt } = await openLogin();
  signOutAt('command.given');
  await expect(login.mintCode(operator)).rejects.toMatchObject({ code: 'conflict' });
  const code = await login.mintCode(operator);
  expect(await login.redeem(code)).toMatch(/^lmcp_s_/);
});
