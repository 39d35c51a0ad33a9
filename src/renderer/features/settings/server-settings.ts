import type { SettingSection } from './setting-field.ts';

const many = 1_000_000;

/** How servers are watched. */
export const serverSettings: SettingSection = {
  id: 'servers',
  title: 'Servers',
  fields: [
    {
      path: 'health.interval_s',
      kind: 'number',
      min: 0,
      max: many,
      unit: 's',
      zero: 'never',
      title: 'Prove that a server is ready',
      text: 'How often a server in use is asked whether it answers. What it answers to a call is a proof as well; its age is shown beside the state.',
    },
    {
      path: 'health.timeout_s',
      kind: 'number',
      min: 0.05,
      max: 600,
      unit: 's',
      title: 'Time to answer the proof',
      text: 'A server that does not is restarted.',
    },
    {
      path: 'health.idle_s',
      kind: 'number',
      min: 0,
      max: many,
      unit: 's',
      zero: 'none is asked',
      title: 'Stop proving an unused server',
      text: 'After this long without a call it is no longer asked. It keeps running, and its proof grows old.',
    },
  ],
};
