import { formatBytes } from '../../format/numbers.ts';
import type { SettingSection } from './setting-field.ts';

const many = 1_000_000;
const off = 'no limit';

/** What holds for every client and server. */
export const policySettings: SettingSection = {
  id: 'policy',
  title: 'Policy',
  fields: [
    {
      path: 'limits.rpm',
      kind: 'number',
      min: 0,
      max: many,
      zero: off,
      title: 'Calls per minute',
      text: 'For each client that sets no limit of its own.',
    },
    {
      path: 'limits.tool_rpm',
      kind: 'number',
      min: 0,
      max: many,
      zero: off,
      title: 'Calls per minute to one tool',
      text: 'For each client, over every tool that sets no limit of its own.',
    },
    {
      path: 'limits.in_flight_per_client',
      kind: 'number',
      min: 0,
      max: many,
      zero: off,
      title: 'Calls at once from one client',
      text: 'More than these are refused with the time to wait.',
    },
    {
      path: 'limits.in_flight_per_server',
      kind: 'number',
      min: 0,
      max: many,
      zero: off,
      title: 'Calls at once to one server',
      text: 'More than these wait in a queue.',
    },
    {
      path: 'limits.queue',
      kind: 'number',
      min: 0,
      max: many,
      zero: off,
      title: 'Waiting calls to one server',
      text: 'Beyond the queue a call is refused.',
    },
    {
      path: 'limits.body_bytes',
      kind: 'number',
      min: 1_024,
      max: 67_108_864,
      unit: 'bytes',
      title: 'Size of one request',
      text: `A larger one is refused before it is read: from ${formatBytes(1_024)} to ${formatBytes(67_108_864)}.`,
    },
    {
      path: 'tool_policy.deny',
      kind: 'list',
      placeholder: '*delete*',
      title: 'Tools that nobody may call',
      text: 'Patterns over all servers. They go before every grant, and ignore case.',
    },
  ],
};
