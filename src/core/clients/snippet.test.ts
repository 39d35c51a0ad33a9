import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createSnippet, snippetApps } from './snippet.ts';

const facts = { url: 'http://127.0.0.1:7345/mcp', token: 'lmcp_c_TOKEN', clientId: 'editor' };
const headers = { Authorization: 'Bearer lmcp_c_TOKEN' };
const stdioOnly = ['claude-desktop', 'jetbrains'];

describe('snippets', () => {
  it.each(snippetApps())(
    'TR-3: %s gets the literal address, even from a configured localhost',
    (app) => {
      const { text } = createSnippet(app, { ...facts, url: 'http://localhost:7345/mcp' });
      expect(text).not.toContain('localhost');
      if (stdioOnly.includes(app)) expect(text).toContain('"--client"');
      else expect(text).toContain('http://127.0.0.1:7345/mcp');
    },
  );

  it.each(snippetApps())('%s is well-formed in the format it names', (app) => {
    const { format, text } = createSnippet(app, facts);
    if (format === 'json') expect(() => JSON.parse(text)).not.toThrow();
    if (format === 'yaml') expect(() => parse(text)).not.toThrow();
    expect(text.endsWith('\n')).toBe(true);
  });

  it('TR-3: writes what each kind of client reads', () => {
    const read = (app: string) => JSON.parse(createSnippet(app, facts).text);
    expect(read('vscode')).toEqual({
      servers: { lmcp: { type: 'http', url: facts.url, headers } },
      inputs: [],
    });
    expect(read('claude-code').mcpServers.lmcp).toEqual({ type: 'http', url: facts.url, headers });
    expect(read('cursor').mcpServers.lmcp).toEqual({ url: facts.url, headers });
    expect(read('windsurf').mcpServers.lmcp).toEqual({ serverUrl: facts.url, headers });
    expect(read('gemini-cli').mcpServers.lmcp).toEqual({ httpUrl: facts.url, headers });
    expect(read('cline').mcpServers.lmcp.type).toBe('streamableHttp');
    expect(read('opencode').mcp.lmcp).toMatchObject({ type: 'remote', oauth: false, headers });
    expect(read('claude-desktop').mcpServers.lmcp.args).toEqual(['bridge', '--client', 'editor']);
    expect(createSnippet('codex', facts).text).toBe(
      '[mcp_servers.lmcp]\nurl = "http://127.0.0.1:7345/mcp"\nhttp_headers = { Authorization = "Bearer lmcp_c_TOKEN" }\n',
    );
    expect(parse(createSnippet('continue', facts).text).mcpServers[0]).toEqual({
      name: 'lmcp',
      type: 'streamable-http',
      url: facts.url,
      requestOptions: { headers },
    });
    expect(parse(createSnippet('goose', facts).text).extensions.lmcp.uri).toBe(facts.url);
  });

  it('says of what cannot work that it cannot, in no form that can', () => {
    const unusable = snippetApps().filter((app) => createSnippet(app, facts).unusable !== null);
    expect(unusable).toEqual(stdioOnly);
    expect(createSnippet('claude-desktop', facts).unusable).toContain('lmcp bridge');
    for (const app of stdioOnly)
      expect(createSnippet(app, facts, 'header')).toMatchObject({ unusable: null });
  });

  it('gives any other client one thing to copy, not two', () => {
    const { format, text } = createSnippet('generic', facts);
    expect(format).toBe('json');
    expect(JSON.parse(text)).toEqual({ mcpServers: { lmcp: { url: facts.url, headers } } });
  });

  it('names the known applications for an unknown one', () => {
    expect(() => createSnippet('notepad', facts)).toThrow(
      expect.objectContaining({ code: 'unknown_name', hint: expect.stringContaining('vscode') }),
    );
  });
});
