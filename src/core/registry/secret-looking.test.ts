import { describe, expect, it } from 'vitest';
import { isSecretValue, maskArguments, maskUrl } from './secret-looking.ts';

describe('secret-looking', () => {
  it.each([
    ['--token', 'abc', 'set'],
    ['--api-key', '', 'empty'],
    ['--token', '--verbose', '--verbose'],
    ['--port', '8080', '8080'],
    ['-y', '@scope/server-filesystem@2026.8.31', '@scope/server-filesystem@2026.8.31'],
    ['x', '--password=hunter2', '--password=set'],
    ['x', 'postgres://u:p@h/db?sslkey=1&a=', 'postgres://set@h/db?sslkey=set&a='],
    ['x', 'ghp_0123456789abcdefghij', 'set'],
    ['--header', 'Authorization: Bearer hunter2', 'Authorization: set'],
    ['-H', 'X-Team:hunter2', 'X-Team:set'],
    ['x', 'X-Api-Key: hunter2', 'X-Api-Key: set'],
    ['x', '--header=Authorization: Bearer hunter2', '--header=Authorization: set'],
    [
      '--header',
      'Authorization: Bearer ${secret:docs/TOKEN}',
      'Authorization: Bearer ${secret:docs/TOKEN}',
    ],
    ['x', 'npm:@scope/server', 'npm:@scope/server'],
    ['x', '--db=postgres://u:hunter2@h/db', '--db=postgres://set@h/db'],
    [
      'x',
      '/home/someone/Projects/A1/with/a/very/long/path',
      '/home/someone/Projects/A1/with/a/very/long/path',
    ],
  ])('after %s, %s is shown as %s', (before, argument, shown) => {
    expect(maskArguments([before, argument])[1]).toBe(shown);
  });

  it('hides the parts of a URL that may be credentials', () => {
    expect(maskUrl('https://h.example/mcp')).toBe('https://h.example/mcp');
    expect(maskUrl('https://user@h.example/mcp?key=k#f')).toBe(
      'https://set@h.example/mcp?key=set#f',
    );
    expect(maskUrl('https://h.example/api/s/NjExMTBhYjQtZWYwNi00YzVmLTkx/mcp?a=b&c#key=k')).toBe(
      'https://h.example/api/s/set/mcp?a=set&c#key=set',
    );
    expect(maskUrl('https://u:p@x@h.example')).toBe('https://set@h.example');
  });

  it('knows a token without its name', () => {
    expect(isSecretValue('lmcp_c_abcdefghijklmnop')).toBe(true);
    expect(isSecretValue('aB3dE6gH9jK2mN5pQ8sT1vW4')).toBe(true);
    expect(isSecretValue('models-mcp-server-with-long-name')).toBe(false);
  });
});
