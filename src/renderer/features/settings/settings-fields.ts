import { formatBytes } from '../../format/numbers.ts';

export type SettingValue = string | number | boolean | readonly string[];

interface Common {
  /** The key under `lmcp:` in registry.yaml, with dots. */
  readonly path: string;
  readonly title: string;
  /** What the value means. */
  readonly text: string;
  /** Shown only where the host is the desktop app. */
  readonly desktopOnly?: true;
}

export type SettingField = Common &
  (
    | { readonly kind: 'text'; readonly mono?: boolean }
    | {
        readonly kind: 'number';
        readonly min: number;
        readonly max: number;
        readonly unit?: string;
        /** What zero means, where it is allowed. */
        readonly zero?: string;
      }
    | {
        readonly kind: 'choice';
        readonly options: readonly { readonly value: string; readonly label: string }[];
      }
    | {
        readonly kind: 'switch';
        /** What is in force where the file says nothing. */
        readonly unset: boolean;
      }
    /** One entry a line. */
    | { readonly kind: 'list'; readonly placeholder: string }
  );

export interface SettingSection {
  readonly id: string;
  readonly title: string;
  readonly fields: readonly SettingField[];
}

const off = 'no limit';
const many = 1_000_000;

/** What registry.yaml says of the daemon itself, in the order of the page. */
export const settingSections: readonly SettingSection[] = [
  {
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
        unset: false,
        desktopOnly: true,
        title: 'Manage from a browser',
        text: 'Serves this window at /ui, and its methods to whoever holds the management token. Off until you turn it on.',
      },
    ],
  },
  {
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
  },
  {
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
        text: 'How often a server in use is asked for its tools. The age of the proof is shown beside it.',
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
        zero: 'never',
        title: 'Stop an unused server',
        text: 'After this long without a call; the next call starts it again.',
      },
    ],
  },
  {
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
  },
  {
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
  },
];
