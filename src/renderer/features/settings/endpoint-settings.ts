import type { SettingSection } from './setting-field.ts';

/** Where the engine listens, and whom it lets in. */
export const endpointSettings: SettingSection = {
  id: 'endpoint',
  title: 'Endpoint',
  fields: [
    {
      path: 'host',
      kind: 'text',
      mono: true,
      title: 'Address',
      text: 'Clients connect here. After a change every client needs its snippet again.',
    },
    {
      path: 'port',
      kind: 'number',
      min: 0,
      max: 65_535,
      zero: 'any free one',
      title: 'Port',
      text: 'Part of the address, and so of every snippet.',
    },
    {
      path: 'allowed_hosts',
      kind: 'list',
      placeholder: 'gateway.example',
      title: 'Other names of this host',
      text: 'Host headers that are let in beside the address itself. Anything else is refused.',
    },
    {
      path: 'allowed_origins',
      kind: 'list',
      placeholder: 'https://app.example',
      title: 'Web pages that may call',
      text: 'A browser names the page that calls; only pages listed here are let in.',
    },
    {
      path: 'management_http',
      kind: 'switch',
      title: 'Management over HTTP',
      text: {
        browser:
          'Serves this page, and /api to holders of the management token. Turned off, this page ends.',
        desktop:
          'Serves /ui and /api to holders of the management token. This window works without it.',
      },
    },
  ],
};
