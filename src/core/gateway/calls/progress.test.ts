import { describe, expect, it } from 'vitest';
import { FakeClock } from '../../../../test/helpers/fake-clock.ts';
import { requestLimits, scanJson } from '../../json/scan.ts';
import { readCallParams } from '../message/call-params.ts';
import { readMessage } from '../message/message.ts';
import { ProgressTokens, relayProgress } from './progress.ts';

function relay(meta: string) {
  const bytes = Buffer.from(`{"id":1,"method":"tools/call","params":{"name":"x"${meta}}}`);
  const message = readMessage(bytes, scanJson(bytes, requestLimits));
  const clock = new FakeClock();
  const told: string[] = [];
  const exchange = { notify: (sent: Uint8Array) => void told.push(Buffer.from(sent).toString()) };
  const deps = { clock, progressTokens: new ProgressTokens() };
  const progress = relayProgress(deps, {
    exchange,
    message,
    progressToken: readCallParams(message).progressToken,
  });
  return { clock, told, progress };
}

describe('relayProgress', () => {
  it('is undefined for a call that asked for none', () => {
    expect(relay('').progress).toBeUndefined();
    expect(relay(',"_meta":{"x":1}').progress).toBeUndefined();
  });

  it('writes the client’s own token, byte for byte, and leaves the rest', () => {
    const { told, progress } = relay(',"_meta":{"progressToken":9007199254740993}');
    progress?.received(
      Buffer.from(`{"progress":1.0,"progressToken":${progress.token},"message":"é"}`),
    );
    expect(told).toEqual([
      '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progress":1.0,"progressToken":9007199254740993,"message":"é"}}',
    ]);
  });

  it('takes all that a server may write: deeper than what a client may send', () => {
    const { told, progress } = relay(',"_meta":{"progressToken":1}');
    const deep = `${'['.repeat(200)}${']'.repeat(200)}`;
    progress?.received(Buffer.from(`{"progressToken":${progress.token},"x":${deep}}`));
    expect(told[0]).toContain(`"x":${deep}`);
  });

  it('UP-12: lets ten a second through and drops the rest', () => {
    const { clock, told, progress } = relay(',"_meta":{"progressToken":"t"}');
    clock.advance(5_000);
    const params = Buffer.from(`{"progressToken":${progress?.token}}`);
    for (let tick = 0; tick < 50; tick++) progress?.received(params);
    expect(told).toHaveLength(10);
    clock.advance(1_000);
    for (let tick = 0; tick < 50; tick++) progress?.received(params);
    expect(told).toHaveLength(20);
  });
});
