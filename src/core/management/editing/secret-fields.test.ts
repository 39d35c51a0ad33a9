import { describe, expect, it } from 'vitest';
import { looksSecret, moveOAuthSecrets, moveSecrets, secretNameFor } from './secret-fields.ts';

describe('secret fields', () => {
  it.each([
    ['GITHUB_TOKEN', 'x'],
    ['Authorization', 'Bearer abc'],
    ['X-Api-Key', '1'],
    ['DATABASE_URL', 'postgres://user:word@host/db'],
    ['ANYTHING', 'ghp_0123456789abcdefghijABCDEFGHIJ012345'],
    ['ANYTHING', 'Bearer abcdefgh'],
  ])('AU-13: %s=%s belongs into the secret store', (key, value) => {
    expect(looksSecret(key, value)).toBe(true);
  });

  it.each([
    ['LOG_LEVEL', 'info'],
    ['PROJECTS', '/home/me/projects'],
    ['GITHUB_TOKEN', ''],
    ['GITHUB_TOKEN', '${env:GITHUB_TOKEN}'],
    ['GITHUB_TOKEN', 'Bearer ${secret:github/TOKEN}'],
    ['GITHUB_TOKEN', '{file:~/token}'],
  ])('%s=%s stays in the file', (key, value) => {
    expect(looksSecret(key, value)).toBe(false);
  });

  it('AU-13: replaces what is secret, or named so, by a reference', () => {
    const given = { LOG_LEVEL: 'info', API_KEY: 's3cret', PLAIN: 'also secret' };
    const { values, secrets } = moveSecrets('docs', given, ['PLAIN']);
    expect(values).toEqual({
      LOG_LEVEL: 'info',
      API_KEY: '${secret:docs/API_KEY}',
      PLAIN: '${secret:docs/PLAIN}',
    });
    expect(secrets).toEqual(
      new Map([
        ['docs/API_KEY', 's3cret'],
        ['docs/PLAIN', 'also secret'],
      ]),
    );
  });

  it('gives every key a name that a reference can hold, and no two the same', () => {
    const names = ['A B', 'A_B', 'A!B', 'A..B', 'X-'].map((key) => secretNameFor('s', key));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^s\/[A-Za-z0-9_.-]*[A-Za-z0-9_]$/);
    expect(names.join()).not.toContain('..');
  });
});

describe('secrets below oauth', () => {
  it('SE-1: the client secret goes to the store, and what refers elsewhere stays', () => {
    const secrets = new Map<string, string>();
    const headers = { 'X-Tenant': 'blue', Authorization: 'Bearer abc' };
    const moved = moveOAuthSecrets('web', [], { client_secret: 'plain', headers }, secrets);
    expect(moved).toEqual({
      client_secret: '${secret:web/oauth_client_secret}',
      headers: { 'X-Tenant': 'blue', Authorization: '${secret:web/oauth_headers_Authorization}' },
    });
    expect(Object.fromEntries(secrets)).toEqual({
      'web/oauth_client_secret': 'plain',
      'web/oauth_headers_Authorization': 'Bearer abc',
    });
    expect(moveOAuthSecrets('web', ['client_secret'], '${env:S}', new Map())).toBe('${env:S}');
    expect(moveOAuthSecrets('web', ['client_id'], 'secret-looking', secrets)).toBe(
      'secret-looking',
    );
  });
});
