import { describe, expect, it } from 'vitest';
import { parseReferences } from './reference.ts';

describe('parseReferences', () => {
  it.each([
    ['plain', ['plain']],
    ['', ['']],
    ['$5 {x} $', ['$5 {x} $']],
    ['$${HOME}', ['${HOME}']],
    ['$${secret:a}', ['${secret:a}']],
  ])('reads %j as literal text', (text, parts) => {
    expect(parseReferences(text)).toEqual(parts);
  });

  it('cuts text at each reference', () => {
    expect(parseReferences('Bearer ${secret:docs/TOKEN}-${env:X}{file:/run/k}!')).toEqual([
      'Bearer ',
      { kind: 'secret', name: 'docs/TOKEN', text: '${secret:docs/TOKEN}' },
      '-',
      { kind: 'env', name: 'X', text: '${env:X}' },
      { kind: 'file', name: '/run/k', text: '{file:/run/k}' },
      '!',
    ]);
  });

  it.each([
    '${HOME}',
    '${secrets:x}',
    '${secret:}',
    '${secret:../engine/audit-hmac}',
    '${secret:/x}',
    '${env:A-B}',
    '${secret:open',
    '{file:relative}',
    '{file:~other/x}',
    '{file:/open',
    '${}',
  ])('refuses %j instead of passing it on', (text) => {
    expect(parseReferences(text)).toHaveProperty('reason');
  });

  it('SE-7: the passphrase of the secret store is handed to nobody', () => {
    expect(parseReferences('${env:LMCP_PASSPHRASE}')).toHaveProperty('reason');
    expect(parseReferences('${env:LMCP_PASSPHRASE_FILE}')).toHaveProperty('reason');
  });
});
