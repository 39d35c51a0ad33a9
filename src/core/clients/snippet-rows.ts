import { stringify } from 'yaml';
import { bearer, json, mcpServers, type SnippetRow } from './snippet-row.ts';

const toYaml = (value: unknown) => stringify(value, { lineWidth: 0 });
/** TOML basic strings escape as JSON strings do. */
const quote = (text: string) => JSON.stringify(text);

/** Claude Desktop speaks stdio only: the bridge takes everything from its arguments, never from the environment. */
const bridge: SnippetRow['render'] = ({ clientId }) =>
  json({ mcpServers: { lmcp: { command: 'lmcp', args: ['bridge', '--client', clientId] } } });

/** Every AI client that LMCP knows how to configure, as verified against the application or its vendor's documents. */
export const snippetRows: readonly SnippetRow[] = [
  {
    app: 'vscode',
    title: 'VS Code',
    file: '.vscode/mcp.json; for the user: Code/User/mcp.json under ~/.config, ~/Library/Application Support or %APPDATA%',
    format: 'json',
    notes: ['A request holds at most 128 tools.'],
    toolLimit: 128,
    render: (facts) =>
      json({
        servers: { lmcp: { type: 'http', url: facts.url, headers: bearer(facts) } },
        inputs: [],
      }),
  },
  {
    app: 'claude-desktop',
    title: 'Claude Desktop',
    file: 'claude_desktop_config.json in ~/Library/Application Support/Claude or %APPDATA%\\Claude; Windows store version: %LOCALAPPDATA%\\Packages\\Claude_*\\LocalCache\\Roaming\\Claude',
    format: 'json',
    notes: [],
    unusable:
      'It speaks stdio only and needs `lmcp bridge`, which this version does not have yet. What works: a proxy from stdio to HTTP that you trust, given the URL and header; or an application that speaks HTTP itself, such as Claude Code.',
    render: bridge,
  },
  {
    app: 'claude-code',
    title: 'Claude Code',
    file: '.mcp.json, or ~/.claude.json',
    format: 'json',
    notes: ['${VAR} is expanded in headers.'],
    render: mcpServers({ type: 'http' }),
  },
  {
    app: 'codex',
    title: 'Codex',
    file: '~/.codex/config.toml',
    format: 'toml',
    notes: [
      'A key named `headers` would be ignored; `bearer_token_env_var` keeps the token out of the file.',
    ],
    render: (facts) =>
      `[mcp_servers.lmcp]\nurl = ${quote(facts.url)}\nhttp_headers = { Authorization = ${quote(`Bearer ${facts.token}`)} }\n`,
  },
  {
    app: 'cursor',
    title: 'Cursor',
    file: '~/.cursor/mcp.json, or .cursor/mcp.json',
    format: 'json',
    notes: [
      '${env:X} is expanded.',
      'Server and tool names together hold at most 60 characters; about 40 tools are used.',
    ],
    toolLimit: 40,
    render: mcpServers(),
  },
  {
    app: 'windsurf',
    title: 'Windsurf',
    file: '~/.codeium/windsurf/mcp_config.json',
    format: 'json',
    notes: [],
    render: (facts) =>
      json({ mcpServers: { lmcp: { serverUrl: facts.url, headers: bearer(facts) } } }),
  },
  {
    app: 'zed',
    title: 'Zed',
    file: 'settings.json',
    format: 'json',
    notes: [],
    render: (facts) =>
      json({ context_servers: { lmcp: { url: facts.url, headers: bearer(facts) } } }),
  },
  {
    app: 'gemini-cli',
    title: 'Gemini CLI',
    file: '~/.gemini/settings.json',
    format: 'json',
    notes: [],
    render: (facts) =>
      json({ mcpServers: { lmcp: { httpUrl: facts.url, headers: bearer(facts) } } }),
  },
  {
    app: 'antigravity',
    title: 'Antigravity CLI',
    file: '~/.gemini/antigravity-cli/mcp_config.json',
    format: 'json',
    notes: [],
    render: (facts) =>
      json({ mcpServers: { lmcp: { serverUrl: facts.url, headers: bearer(facts) } } }),
  },
  {
    app: 'cline',
    title: 'Cline',
    file: '~/.cline/data/settings/cline_mcp_settings.json',
    format: 'json',
    notes: ['Without `type` Cline assumes the old SSE transport.'],
    render: mcpServers({ type: 'streamableHttp' }),
  },
  {
    app: 'continue',
    title: 'Continue',
    file: '~/.continue/config.yaml',
    format: 'yaml',
    notes: ['mcpServers is a list: add this item to the one that is there.'],
    render: (facts) =>
      toYaml({
        mcpServers: [
          {
            name: 'lmcp',
            type: 'streamable-http',
            url: facts.url,
            requestOptions: { headers: bearer(facts) },
          },
        ],
      }),
  },
  {
    app: 'opencode',
    title: 'OpenCode',
    file: '~/.config/opencode/opencode.json',
    format: 'json',
    notes: [],
    render: (facts) =>
      json({
        mcp: {
          lmcp: {
            type: 'remote',
            url: facts.url,
            enabled: true,
            oauth: false,
            headers: bearer(facts),
          },
        },
      }),
  },
  {
    app: 'goose',
    title: 'Goose',
    file: '~/.config/goose/config.yaml, or %APPDATA%\\Block\\goose\\config\\config.yaml',
    format: 'yaml',
    notes: [],
    render: (facts) =>
      toYaml({
        extensions: {
          lmcp: {
            name: 'lmcp',
            type: 'streamable_http',
            uri: facts.url,
            enabled: true,
            timeout: 300,
            headers: bearer(facts),
          },
        },
      }),
  },
  {
    app: 'lm-studio',
    title: 'LM Studio',
    file: 'mcp.json, edited in the application (0.3.17 or later)',
    format: 'json',
    notes: [],
    render: mcpServers(),
  },
  {
    app: 'amp',
    title: 'Amp',
    file: '',
    format: 'json',
    notes: ['The place of the settings file was not verified.'],
    render: (facts) =>
      json({ 'amp.mcpServers': { lmcp: { url: facts.url, headers: bearer(facts) } } }),
  },
  {
    app: 'jetbrains',
    title: 'JetBrains AI Assistant',
    file: 'Settings, Tools, AI Assistant, MCP',
    format: 'json',
    notes: [],
    unusable:
      'Its form for headers was not verified, and `lmcp bridge`, which it could start instead, is not in this version yet. What may work: the URL and header, where its settings take both.',
    render: bridge,
  },
  {
    app: 'warp',
    title: 'Warp',
    file: '~/.warp/.mcp.json, or .warp/.mcp.json',
    format: 'json',
    notes: ['This form was not verified.'],
    render: mcpServers(),
  },
  {
    app: 'generic',
    title: 'Any other client',
    file: '',
    format: 'json',
    notes: [
      'Most clients read this form. One that asks for an address takes the URL and header instead.',
      'A client that speaks only stdio needs `lmcp bridge`, which this version does not have yet.',
    ],
    render: mcpServers(),
  },
];
