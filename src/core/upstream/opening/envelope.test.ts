import { describe, expect, it } from 'vitest';
import { joinedBytes } from '../../json/parts.ts';
import { Envelope, subscriptionOf } from './envelope.ts';

const envelope = new Envelope({ name: 'lmcp', version: '1.0.0' });
const own = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientInfo': { name: 'lmcp', version: '1.0.0' },
  'io.modelcontextprotocol/clientCapabilities': {},
};

function wrap(params: string | null, capabilities?: string): string {
  const parts = params === null ? null : [Buffer.from(params)];
  const given = capabilities === undefined ? undefined : Buffer.from(capabilities);
  return joinedBytes(envelope.wrap(parts, given).parts).toString();
}

describe('the envelope of 2026-07-28', () => {
  it.each([null, '{}', ' { } ', '{"_meta":{}}'])('makes whole params of %j', (params) => {
    expect(JSON.parse(wrap(params))).toEqual({ _meta: own });
  });

  it('PO-10: leaves every other byte as it is', () => {
    const args = '"arguments" : {"n":9007199254740993,"f":1.0,"2":0,"1":0}';
    expect(wrap(`{"name":"x", ${args}}`)).toContain(`"name":"x", ${args}}`);
    const meta = '"_meta": {"progressToken":"p-1","com.example/a":[1.0]}';
    const wrapped = wrap(`{"name":"x",${meta},${args}}`);
    expect(wrapped).toMatch(/^\{"name":"x","_meta": \{/);
    expect(wrapped).toContain('"progressToken":"p-1","com.example/a":[1.0]');
    expect(wrapped.endsWith(`,${args}}`)).toBe(true);
  });

  it('says itself who speaks, whatever was claimed, once each', () => {
    const claims = Object.keys(own).map((key) => `"${key}":{"claimed":true}`);
    const wrapped = wrap(`{"_meta":{${claims.join(',')},"kept":1}}`, '{"roots":{}}');
    expect(JSON.parse(wrapped)._meta).toEqual({
      ...own,
      'io.modelcontextprotocol/clientCapabilities': { roots: {} },
      kept: 1,
    });
    expect(wrapped.match(/clientInfo/g)).toHaveLength(1);
  });

  it('adds the level that was asked for, but not over a level of the request', () => {
    const loud = new Envelope({ name: 'lmcp', version: '1.0.0' });
    loud.logLevel = 'debug';
    const levelOf = (params: string, own?: string | null) => {
      const { parts } = loud.wrap([Buffer.from(params)], undefined, own);
      return JSON.parse(joinedBytes(parts).toString())._meta['io.modelcontextprotocol/logLevel'];
    };
    expect(levelOf('{}')).toBe('debug');
    expect(levelOf('{"_meta":{"io.modelcontextprotocol/logLevel":"error"}}')).toBe('error');
    expect(levelOf('{}', 'notice')).toBe('notice');
    expect(levelOf('{}', null)).toBeUndefined();
  });

  it('replaces a _meta that is no object', () => {
    expect(JSON.parse(wrap('{"_meta":5,"name":"x"}'))).toEqual({ _meta: own, name: 'x' });
  });

  it('knows under which subscription news came', () => {
    const news = '{"_meta":{"io.modelcontextprotocol/subscriptionId": 17},"uri":"a:b"}';
    expect(subscriptionOf(Buffer.from(news))).toBe('17');
    expect(subscriptionOf(Buffer.from('{"uri":"a:b"}'))).toBeNull();
  });
});
