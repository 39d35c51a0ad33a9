import { z } from 'zod';
import { clientEntry } from './registry-client.ts';
import { daemonSettings } from './registry-daemon.ts';
import { identifier } from './registry-fields.ts';
import { serverEntry } from './registry-server.ts';

/** The only version of registry.yaml there is. */
const registryVersion = 1;

/** registry.yaml as a whole (DESIGN: Registry). Unknown keys are refused; `x-*` keys are dropped before parsing. */
export const registryFile = z.strictObject({
  version: z.literal(registryVersion).default(registryVersion),
  lmcp: daemonSettings.prefault({}),
  clients: z.record(identifier, clientEntry).default({}),
  servers: z.record(identifier, serverEntry).default({}),
});

export type RegistryInput = z.input<typeof registryFile>;
