import { describe, expect, it } from 'vitest';
import { retainedBytes } from '../../../../test/helpers/retained-bytes.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { RequestMeta } from './request-meta.ts';

const prefix = 'io.modelcontextprotocol/';

function read(meta: RequestMeta, name: string) {
  const params = {
    _meta: {
      [`${prefix}protocolVersion`]: '2026-07-28',
      [`${prefix}clientCapabilities`]: {},
      [`${prefix}clientInfo`]: { name, version: '1' },
    },
  };
  const body = Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'x', params }));
  return meta.read(body, scanJson(body, requestLimits));
}

describe('what each request says of its client', () => {
  it('is parsed once, however often it is said', () => {
    const meta = new RequestMeta();
    expect(read(meta, 'one').claimed).toEqual({ name: 'one', version: '1' });
    expect(read(meta, 'one').claimed).toBe(read(meta, 'one').claimed);
  });

  it('P-08: is not remembered whole when it is long, though every request says another thing', async () => {
    const retained = await retainedBytes(() => {
      const meta = new RequestMeta();
      for (let n = 0; n < 60; n++) read(meta, `${n}${'x'.repeat(2_000_000)}`);
      return meta;
    });
    expect(retained).toBeLessThan(16_000_000);
  });
});
