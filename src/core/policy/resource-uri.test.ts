import { describe, expect, it } from 'vitest';
import { normaliseUri } from './resource-uri.ts';

describe('normaliseUri', () => {
  it.each([
    ['file:///a/b', 'file:///a/b'],
    ['FILE:///a/b', 'file:///a/b'],
    ['http://Example.COM/Path', 'http://example.com/Path'],
    ['note://MyNote/x', 'note://MyNote/x'],
    ['file:///a/./b/../c', 'file:///a/c'],
    ['file:///../../etc/passwd', 'file:///etc/passwd'],
    ['file:///a/%2e%2E/etc', 'file:///etc'],
    ['file:///a/..', 'file:///'],
    ['file:///a/.', 'file:///a/'],
    ['file:///%7euser/%41', 'file:///~user/A'],
    ['memo:///a%2fb', 'memo:///a%2Fb'],
    ['file:///a%252e%252e/b', 'file:///a%252e%252e/b'],
    ['file:///a b/é', 'file:///a%20b/%C3%A9'],
    ['file:/etc/passwd', 'file:///etc/passwd'],
    ['file://localhost/etc/passwd', 'file:///etc/passwd'],
    ['file://LocalHost/etc/passwd', 'file:///etc/passwd'],
    ['file://localhost', 'file:///'],
    ['file://nas/share', 'file://nas/share'],
    ['http://h:80/x', 'http://h/x'],
    ['https://h:443/x', 'https://h/x'],
    ['https://h:/x', 'https://h/x'],
    ['http://h:443/x', 'http://h:443/x'],
    ['http://h', 'http://h/'],
    ['http://h?q', 'http://h/?q'],
    ['http://Me:Pass@H/x', 'http://Me:Pass@h/x'],
    ['db:/a//b', 'db:/a//b'],
    ['db://t?x=../y#../z', 'db://t?x=../y#../z'],
    ['urn:example:a', 'urn:example:a'],
    ['memo:///...', 'memo:///...'],
    ['test://static-text', 'test://static-text'],
    ['file:///C:\\..\\x', 'file:///C:%5C..%5Cx'],
  ])('PO-8: %s is %s', (text, expected) => {
    expect(normaliseUri(text)).toBe(expected);
    expect(normaliseUri(expected)).toBe(expected);
  });

  it.each([
    '',
    '/a/b',
    'no uri',
    '1:x',
    'file:///a%2',
    'file:///a%zz',
    'file:///a%00b',
    'file:///a\nb',
    'file:etc/passwd',
    'file:///home/..%2f..%2fetc/passwd',
    'file://home%2f..%2fetc/passwd',
    'http://h:x/',
    'http:/h/x',
    'http:h/x',
    'http:///h/x',
    'rel:a/../b',
    'rel:..',
    `x:${'a'.repeat(8_192)}`,
  ])('PO-8: %s has no form', (text) => {
    expect(normaliseUri(text)).toBeNull();
  });
});
