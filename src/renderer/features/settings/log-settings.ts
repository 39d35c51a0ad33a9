import type { SettingSection } from './setting-field.ts';

/** What the engine says of itself. */
export const logSettings: SettingSection = {
  id: 'log',
  title: 'Engine log',
  fields: [
    {
      path: 'log.level',
      kind: 'choice',
      title: 'Detail',
      text: 'What the engine says of itself on stderr and in its log file. It is no evidence; the audit log is.',
      options: [
        { value: 'debug', label: 'Debug' },
        { value: 'info', label: 'Info' },
        { value: 'warn', label: 'Warnings' },
        { value: 'error', label: 'Errors' },
      ],
    },
    {
      path: 'log.format',
      kind: 'choice',
      title: 'Format',
      text: 'JSON for machines, text for people.',
      options: [
        { value: 'json', label: 'JSON' },
        { value: 'text', label: 'Text' },
      ],
    },
  ],
};
