import { expect, it } from 'vitest';
import { daemonSettings } from '../../../shared/registry-daemon.ts';
import { restartRequired } from './restart-required.ts';

it('names the settings that are read once, and no other', () => {
  const atStart = daemonSettings.parse({});
  const engine = { startSettings: atStart, givenSettings: {} };
  expect(restartRequired(engine, atStart)).toEqual([]);
  const now = daemonSettings.parse({
    port: 7_400,
    host: '127.0.0.2',
    audit_log: 'logs/audit.log',
    audit: { durability: 'crash' },
    limits: { rpm: 1 },
    log: { level: 'debug' },
  });
  expect(restartRequired(engine, now)).toEqual([
    'lmcp.host',
    'lmcp.port',
    'lmcp.audit_log',
    'lmcp.audit.durability',
  ]);
  const given = { startSettings: atStart, givenSettings: { 'lmcp.port': 7_500 } };
  expect(restartRequired(given, now)).toEqual([
    'lmcp.host',
    'lmcp.audit_log',
    'lmcp.audit.durability',
  ]);
});
