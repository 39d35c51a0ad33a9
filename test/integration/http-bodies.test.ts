import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openEdge, ping, rpcCode, type TestEdge } from '../helpers/edge.ts';
import { type RawAnswer, RawConnection, rawRequest } from '../helpers/raw-connection.ts';

let edge: TestEdge;
let session: string;

beforeAll(async () => {
  edge = await openEdge({ limits: { failures: 1_000, refusalRows: 1_000 } });
  session = await edge.session();
});
afterAll(() => edge.close());

/** A good POST in the session but for what `more` changes. */
function send(more: Readonly<Record<string, string | null>> = {}, body: string | Buffer = ping) {
  return edge.post(body, { 'Mcp-Session-Id': session, ...more });
}

describe('bodies', () => {
  const limit = 4_194_304;

  it.each([
    ['with a length', `Content-Length: ${limit + 1}\r\n\r\n`],
    ['chunked', `Transfer-Encoding: chunked\r\n\r\n${(limit + 1).toString(16)}\r\n`],
  ])(
    'P-08 TR-9: one byte over 4 MiB gets 413 and close in bounded memory, %s',
    async (_how, end) => {
      const block = Buffer.alloc(65_536, 0x20);
      const tooMuch = async () => {
        const connection = await RawConnection.open(edge.port);
        connection.send(`POST /mcp HTTP/1.1\r\n${edge.head({ 'Mcp-Session-Id': session })}${end}`);
        for (let sent = 0; sent < limit; sent += block.length) connection.send(block);
        connection.send(' ');
        const answer = await connection.answer();
        await connection.closed;
        return answer;
      };
      await tooMuch();
      const before = process.memoryUsage().rss;
      const answer = await edge.undisturbed(tooMuch);
      expect([answer?.status, answer?.headers.get('connection')]).toEqual([413, 'close']);
      expect(process.memoryUsage().rss - before).toBeLessThan(16 * 1024 * 1024);
    },
  );

  it('P-08 TR-9: at most 64 KiB over the limit are read, then the connection is closed', async () => {
    const connection = await RawConnection.open(edge.port);
    const head = `POST /mcp HTTP/1.1\r\n${edge.head()}Transfer-Encoding: chunked\r\n\r\n`;
    connection.send(head);
    const block = Buffer.alloc(65_536, 0x20);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), block, Buffer.from('\r\n')]);
    let sent = 0;
    const pump = () => {
      while (!connection.socket.destroyed && sent < 64 * 1024 * 1024) {
        sent += block.length;
        if (!connection.socket.write(chunk)) return;
      }
    };
    connection.socket.on('drain', pump);
    pump();
    expect((await connection.answer())?.status).toBe(413);
    await connection.closed;
    // What the kernel's buffers swallowed is counted by the sender alone.
    expect(sent).toBeLessThan(32 * 1024 * 1024);
    connection.close();
  });

  it('TR-9: a body of exactly the limit passes, with a length and chunked', async () => {
    const empty = Buffer.byteLength('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"s":""}}');
    const text = JSON.stringify({
      jsonrpc: '2.0',
      id: 1,
      method: 'ping',
      params: { s: 'x'.repeat(limit - empty) },
    });
    expect(Buffer.byteLength(text)).toBe(limit);
    expect((await send({}, text)).body.length).toBeGreaterThan(limit - empty);
    expect((await sendChunked(Buffer.from(text))).status).toBe(200);
  });

  it('TR-9 TR-11: Expect 100-continue is answered only after admission', async () => {
    const connection = await RawConnection.open(edge.port);
    const more = { 'Mcp-Session-Id': session, Expect: '100-continue' };
    connection.send(
      `POST /mcp HTTP/1.1\r\n${edge.head(more)}Content-Length: ${ping.length}\r\n\r\n`,
    );
    expect((await connection.answer())?.status).toBe(100);
    connection.send(ping);
    expect((await connection.answer())?.status).toBe(200);
    connection.close();
    const refused = { Expect: '100-continue', Authorization: null };
    const bytes = `POST /mcp HTTP/1.1\r\n${edge.head(refused)}Content-Length: 10\r\n\r\n`;
    expect((await rawRequest(edge.port, bytes)).status).toBe(401);
    const large = { Expect: '100-continue' };
    const tooLarge = `POST /mcp HTTP/1.1\r\n${edge.head(large)}Content-Length: ${limit + 1}\r\n\r\n`;
    expect((await rawRequest(edge.port, tooLarge)).status).toBe(413);
  });

  it('P-17 TR-16: a batch gets 400 -32600 and none of it runs', async () => {
    const answer = await edge.undisturbed(() => send({}, `[${ping},${ping}]`));
    expect([answer.status, rpcCode(answer)]).toEqual([400, -32600]);
  });

  it('P-18 P-19 TR-16: repeated and wrong-case member names get 400 -32600', async () => {
    const bodies = [
      '{"jsonrpc":"2.0","id":1,"Method":"ping"}',
      `${ping.slice(0, -1)},"PARAMS":{}}`,
    ];
    bodies.push(
      `${ping.slice(0, -1)},"method":"tools/call"}`,
      `${ping.slice(0, -1)},"param\u017f":{}}`,
    );
    bodies.push('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"name":"echo","name":"rm"}}');
    bodies.push(
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":{"name":"echo","n\\u0061me":"rm"}}',
    );
    for (const body of bodies) {
      const answer = await edge.undisturbed(() => send({}, body));
      expect([body, answer.status, rpcCode(answer)]).toEqual([body, 400, -32600]);
    }
  });

  it('P-20 TR-16: bad UTF-8 and bad syntax get 400 -32700', async () => {
    const bad = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"ping","x":"??"}');
    bad.set([0xc3, 0x28], bad.indexOf('??'));
    for (const body of [
      bad,
      Buffer.from(''),
      Buffer.from('{'),
      Buffer.from(`${ping} x`),
      Buffer.from('\ufeff{}'),
    ]) {
      const answer = await edge.undisturbed(() => send({}, body));
      expect([answer.status, rpcCode(answer)]).toEqual([400, -32700]);
    }
  });

  it('TR-17: 65 levels and 100,001 nodes get 400 -32600, a hundred thousand brackets too', async () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    const message = (params: string) =>
      `{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":${params}}}`;
    expect((await send({}, message(nested(62)))).status).toBe(200);
    for (const params of [nested(63), nested(100_000), `[${'1,'.repeat(100_000)}1]`]) {
      const answer = await edge.undisturbed(() => send({}, message(params)));
      expect([answer.status, rpcCode(answer)]).toEqual([400, -32600]);
    }
  });

  it('TR-18: an id comes back as it was sent; anything but a short string or a safe integer is refused', async () => {
    const withId = (id: string) => `{"jsonrpc":"2.0","id":${id},"method":"echo","params":{}}`;
    for (const id of ['0', '-7', '9007199254740991', '"x"', '""', `"${'x'.repeat(256)}"`]) {
      const answer = await send({}, withId(id));
      expect([id, answer.body]).toEqual([id, `{"jsonrpc":"2.0","id":${id},"result":{}}`]);
    }
    for (const id of [
      'null',
      '1.5',
      '1e3',
      '9007199254740992',
      'true',
      '{}',
      `"${'x'.repeat(257)}"`,
    ]) {
      const answer = await edge.undisturbed(() => send({}, withId(id)));
      expect([id, answer.status, rpcCode(answer)]).toEqual([id, 400, -32600]);
    }
  });

  it('TR-16: a message must be one of request, notification and response', async () => {
    const bodies = [
      '{}',
      '"x"',
      '{"id":1,"method":"ping"}',
      '{"jsonrpc":"1.0","id":1,"method":"ping"}',
    ];
    bodies.push('{"jsonrpc":"2.0","id":1}', '{"jsonrpc":"2.0","id":1,"method":1}');
    bodies.push(
      '{"jsonrpc":"2.0","id":1,"method":"ping","params":[]}',
      '{"jsonrpc":"2.0","result":{}}',
    );
    bodies.push('{"jsonrpc":"2.0","id":1,"method":"ping","result":{}}');
    for (const body of bodies) {
      const answer = await edge.undisturbed(() => send({}, body));
      expect([body, answer.status, rpcCode(answer)]).toEqual([body, 400, -32600]);
    }
    expect((await send({}, '{"jsonrpc":"2.0","id":1,"result":{}}')).status).toBe(200);
    expect((await send({}, '{"jsonrpc":"2.0","method":"notifications/x"}')).status).toBe(202);
  });

  it('TR-20: an unknown protocol version gets 400 -32022 with the supported ones', async () => {
    const answer = await edge.undisturbed(() => send({ 'MCP-Protocol-Version': '1900-01-01' }));
    const { error, id } = JSON.parse(answer.body);
    expect([answer.status, error.code, id]).toEqual([400, -32022, 1]);
    expect(error.data.supported).toContain('2025-11-25');
  });

  it('TR-20: so does what opens a stream, or ends a session, which then goes on', async () => {
    for (const method of ['GET', 'DELETE']) {
      const head = edge.head({
        Accept: 'text/event-stream',
        'Mcp-Session-Id': session,
        'MCP-Protocol-Version': '1900-01-01',
      });
      const connection = await RawConnection.open(edge.port);
      connection.send(`${method} /mcp HTTP/1.1\r\n${head}\r\n`);
      await connection.until(/\r\n\r\n/);
      connection.socket.destroy();
      expect(connection.received).toMatch(/^HTTP\/1\.1 400 /);
    }
    expect((await send()).status).toBe(200);
  });

  function sendChunked(body: Buffer): Promise<RawAnswer> {
    const head = `POST /mcp HTTP/1.1\r\n${edge.head({ 'Mcp-Session-Id': session })}Transfer-Encoding: chunked\r\n\r\n`;
    const size = Buffer.from(`${body.length.toString(16)}\r\n`);
    return rawRequest(
      edge.port,
      Buffer.concat([Buffer.from(head), size, body, Buffer.from('\r\n0\r\n\r\n')]),
    );
  }
});
