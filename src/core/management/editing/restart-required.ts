import type { DaemonSettings } from '../../../shared/registry-daemon.ts';
import type { EngineInfo } from '../services.ts';

/** Settings that are read once, at start. */
export const startSettingKeys: readonly string[] = [
  'lmcp.host',
  'lmcp.port',
  'lmcp.secrets',
  'lmcp.audit_log',
  'lmcp.audit.durability',
];
const fixed = ['host', 'port', 'secrets', 'audit_log'] as const;

/**
 * Which of them the file now says otherwise: they take effect at the next start. What the command line gave in place of the
 * file is given at that start again, so that a restart would change nothing.
 */
export function restartRequired(
  { startSettings, givenSettings }: Pick<EngineInfo, 'startSettings' | 'givenSettings'>,
  now: DaemonSettings,
): string[] {
  const changed: string[] = fixed.filter((key) => startSettings[key] !== now[key]);
  if (startSettings.audit.durability !== now.audit.durability) changed.push('audit.durability');
  return changed.map((key) => `lmcp.${key}`).filter((key) => !Object.hasOwn(givenSettings, key));
}
