import { auditSettings } from './audit-settings.ts';
import { endpointSettings } from './endpoint-settings.ts';
import { logSettings } from './log-settings.ts';
import { policySettings } from './policy-settings.ts';
import { serverSettings } from './server-settings.ts';
import type { SettingSection } from './setting-field.ts';

/** What registry.yaml says of the daemon itself, in the order of the page. */
export const settingSections: readonly SettingSection[] = [
  endpointSettings,
  policySettings,
  serverSettings,
  auditSettings,
  logSettings,
];
