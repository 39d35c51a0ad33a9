import type { DaemonSettings } from '../../../shared/registry-daemon.ts';

/** Settings that are read once, at start. */
export const startSettingKeys: readonly string[] = [
  'lmcp.host',
  'lmcp.port',
  'lmcp.secrets',
  'lmcp.audit.durability',
];
const fixed = ['host', 'port', 'secrets'] as const;

/** Which of them the file now says otherwise: they take effect at the next start. */
export function restartRequired(atStart: DaemonSettings, now: DaemonSettings): string[] {
  const changed: string[] = fixed.filter((key) => atStart[key] !== now[key]);
  if (atStart.audit.durability !== now.audit.durability) changed.push('audit.durability');
  return changed.map((key) => `lmcp.${key}`);
}
