import type { RegistryInput } from '../../src/shared/registry.ts';

/** The commands of the pictures: each is a script of that name which runs the server in test/servers. */
export const pictured = [
  'filesystem',
  'github',
  'postgres',
  'sentry',
  'playwright',
  'memory',
  'fetch',
  'invoices',
] as const;

export type PicturedServer = (typeof pictured)[number];

const command = (name: PicturedServer, ...args: string[]) => {
  const transport: 'stdio' = 'stdio';
  return { transport, command: `mcp-server-${name}`, args };
};

/** What a developer with several clients has registered. */
export const office: RegistryInput = {
  clients: {
    vscode: {
      app: 'vscode',
      allow_servers: ['filesystem', 'github', 'sentry', 'postgres', 'memory'],
    },
    'claude-code': {
      app: 'claude-code',
      allow_servers: ['filesystem', 'github', 'sentry', 'playwright', 'memory', 'fetch'],
      tools: { github: { mode: 'allow_all', deny: ['merge_*', 'push_*'] } },
    },
    'claude-desktop': { app: 'claude-desktop', allow_servers: ['filesystem', 'memory', 'fetch'] },
    codex: { app: 'codex', allow_servers: ['filesystem', 'github', 'sentry', 'fetch'] },
    cursor: {
      app: 'cursor',
      allow_servers: ['filesystem', 'github', 'playwright'],
      tools: {
        filesystem: { mode: 'allow_list', tools: ['read_*', 'list_*', 'search_*', 'get_*'] },
      },
    },
    'gemini-cli': { app: 'gemini-cli', allow_servers: ['filesystem'] },
    'ci-runner': { app: 'generic', allow_servers: ['github'], rate_limit_rpm: 120 },
  },
  servers: {
    filesystem: {
      ...command('filesystem', '~/projects'),
      description: 'Project files',
      autostart: true,
    },
    github: {
      ...command('github'),
      description: 'Issues, code and pull requests',
      tool_policy: { mode: 'allow_all', deny: ['push_files'] },
    },
    postgres: { ...command('postgres', '--database', 'shop'), description: 'The shop database' },
    sentry: { ...command('sentry', '--organization', 'acme'), description: 'Errors in production' },
    playwright: { ...command('playwright', '--headless'), description: 'A browser' },
    memory: { ...command('memory'), description: 'What agents remember' },
    fetch: { ...command('fetch'), description: 'Pages of the web' },
    invoices: { ...command('invoices', '--read-only'), description: 'Invoices and reminders' },
  },
};

/** How often whom calls what, by weight; the last four are refused or fail. */
export const habits: readonly [weight: number, client: string, tool: string][] = [
  [30, 'vscode', 'filesystem__read_text_file'],
  [14, 'vscode', 'github__search_code'],
  [8, 'vscode', 'sentry__search_issues'],
  [5, 'vscode', 'memory__search_nodes'],
  [26, 'claude-code', 'filesystem__search_files'],
  [18, 'claude-code', 'filesystem__edit_file'],
  [12, 'claude-code', 'github__get_pull_request'],
  [9, 'claude-code', 'github__list_commits'],
  [16, 'codex', 'filesystem__read_text_file'],
  [8, 'codex', 'sentry__get_issue'],
  [12, 'cursor', 'filesystem__list_directory'],
  [5, 'claude-desktop', 'memory__read_graph'],
  [3, 'gemini-cli', 'filesystem__read_text_file'],
  [3, 'cursor', 'filesystem__write_file'],
  [2, 'claude-code', 'github__merge_pull_request'],
  [1, 'gemini-cli', 'github__create_issue'],
  [1, 'vscode', 'postgres__query'],
];

/** The calls that the log ends with. */
export const latest: readonly [client: string, tool: string][] = [
  ['vscode', 'github__search_code'],
  ['claude-code', 'filesystem__edit_file'],
  ['codex', 'sentry__get_issue'],
  ['gemini-cli', 'github__create_issue'],
  ['claude-desktop', 'memory__read_graph'],
  ['claude-code', 'github__get_pull_request'],
  ['vscode', 'filesystem__read_text_file'],
  ['claude-code', 'github__merge_pull_request'],
  ['codex', 'filesystem__read_text_file'],
  ['vscode', 'sentry__search_issues'],
  ['cursor', 'filesystem__list_directory'],
  ['cursor', 'filesystem__write_file'],
  ['claude-code', 'filesystem__search_files'],
  ['vscode', 'memory__search_nodes'],
];
