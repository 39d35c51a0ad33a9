import { randomBytes } from 'node:crypto';
import type { SelfTestStep } from '../../../shared/contract-engine.ts';
import { toWire } from '../../../shared/errors.ts';
import { decide } from '../../policy/decide.ts';
import { readRegistryFile } from '../../registry/check-registry.ts';
import type { ManagementServices } from '../services.ts';

type Check = (services: ManagementServices, signal: AbortSignal) => Promise<string>;

/** Each exercises one room for real and returns what it saw; what it throws is the failure. */
const checks: readonly (readonly [name: string, check: Check])[] = [
  [
    'registry',
    async ({ registry }) => {
      const { servers, clients, broken } = await readRegistryFile(registry.path);
      if (broken.size > 0) throw new Error(`broken servers: ${[...broken.keys()].join(', ')}`);
      return `${servers.size} servers, ${clients.size} clients`;
    },
  ],
  [
    'secret-store',
    async ({ secrets }) => {
      const name = `engine/self-test-${randomBytes(4).toString('hex')}`;
      const value = randomBytes(16).toString('hex');
      try {
        await secrets.set(name, value);
        if ((await secrets.get(name)) !== value)
          throw new Error('it did not return what was stored');
      } finally {
        await secrets.delete(name);
      }
      return secrets.backend;
    },
  ],
  [
    'policy',
    async ({ policy }) => {
      const target = { serverId: 'self-test-unregistered', tool: 'tool' };
      const { effect } = decide(policy(), 'self-test-unregistered', target);
      if (effect !== 'deny') throw new Error(`an unknown client was answered ${effect}`);
      return 'an unknown client is denied';
    },
  ],
  [
    'audit-write',
    async ({ audit }) => {
      audit.assertWritable();
      return `row ${audit.state.headSeq}`;
    },
  ],
  [
    'audit-verify',
    async ({ reader }, signal) => {
      const { ok, rows, firstBad } = await reader.verify(undefined, signal);
      if (!ok)
        throw new Error(`row ${firstBad?.seq ?? 0}: ${firstBad?.reason ?? 'does not verify'}`);
      return `${rows} rows`;
    },
  ],
];

/** Runs every check, whatever the others say. */
export async function runSelfTest(
  services: ManagementServices,
  signal: AbortSignal,
): Promise<SelfTestStep[]> {
  const steps: SelfTestStep[] = [];
  for (const [name, check] of checks) {
    const startUs = services.clock.monoUs();
    const result = await check(services, signal).then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: describe(error) }),
    );
    steps.push({ name, ...result, durationMs: (services.clock.monoUs() - startUs) / 1_000 });
  }
  return steps;
}

function describe(error: unknown): string {
  const { code, message } = toWire(error);
  if (code !== 'internal') return `${code}: ${message}`;
  return error instanceof Error ? error.message : message;
}
