import type { SettingSection } from './setting-field.ts';

/** How the audit log is written, and what it keeps. */
export const auditSettings: SettingSection = {
  id: 'audit',
  title: 'Audit',
  fields: [
    {
      path: 'audit.durability',
      kind: 'choice',
      title: 'Durability',
      text: 'What each row survives from before the call goes out: the loss of power, or a crash of LMCP alone.',
      options: [
        { value: 'power-loss', label: 'Power loss' },
        { value: 'crash', label: 'Crash' },
      ],
    },
    {
      path: 'audit.capture',
      kind: 'choice',
      title: 'Arguments in the log',
      text: 'A keyed hash always proves what was sent without keeping it. The shape adds names and types; everything also keeps the values, erasable.',
      options: [
        { value: 'none', label: 'Hash alone' },
        { value: 'shape', label: 'Hash and shape' },
        { value: 'full', label: 'Everything' },
      ],
    },
  ],
};
