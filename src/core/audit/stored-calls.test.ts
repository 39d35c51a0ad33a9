import { describe, expect, it, onTestFinished } from 'vitest';
import { callIntent, okOutcome } from '../../../test/helpers/audit-fixture.ts';
import { systemClock } from '../clock.ts';
import { BodyWriter } from './body.ts';
import { blockRows, CallBlock } from './call-block.ts';
import { genesis } from './chain.ts';
import { type Frame, FrameWriter, frameLimit, readFrame } from './frame.ts';
import type { Row } from './row.ts';
import { rowsPerRequest } from './stored-calls.ts';
import { StoredCallsReader } from './stored-calls-reader.ts';
import { StoredCallsWriter } from './stored-calls-writer.ts';

const bodies = new BodyWriter(systemClock, 'boot', 0);
const intent = frameOf(bodies.intent(callIntent(), 2, { hmac: 'a'.repeat(64) }));
const actor = { type: 'client', door: 'mcp' } as const;
const outcome = frameOf(
  bodies.outcome({ callId: callIntent().call_id, round: 0, parentSeq: 1, actor }, okOutcome, null),
);
const whole = { holds: () => true };

function frameOf(row: Row): Frame {
  const buffer = Buffer.alloc(frameLimit(row));
  new FrameWriter().write(buffer, 0, row, 1, genesis('db').hash);
  const frame = readFrame(buffer, 0);
  if (frame === null) throw new Error('the frame does not read back');
  return frame;
}

/** Both ends of one channel. */
function openChannel(name: string) {
  const writer = new StoredCallsWriter(name);
  const reader = new StoredCallsReader(name);
  onTestFinished(() => {
    writer.close();
    reader.close();
  });
  let head = 0;
  /** Every odd row is a call, and the row behind it its outcome. */
  const add = (rows: number) => {
    writer.begin(head);
    for (let seq = head + 1; seq <= head + rows; seq++) {
      const row = { ...outcome.row, parentSeq: seq - 1 };
      writer.add(seq % 2 === 1 ? { ...intent, seq } : { ...outcome, seq, row });
    }
  };
  const store = (rows: number) => {
    add(rows);
    writer.post();
    head += rows;
  };
  return { reader, add, store };
}

/** A message is delivered within the next turns of the event loop. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A block with what the reader has for it. */
function blockFrom(reader: StoredCallsReader, firstSeq = 1, view = whole): CallBlock {
  const block = new CallBlock(firstSeq);
  reader.addTo(block, view, firstSeq + blockRows - 1);
  return block;
}

describe('calls that the writer hands to the reader', () => {
  it('AD-13: are posted a block at a time, with what became of them', async () => {
    const { reader, store } = openChannel('a block');
    reader.request();
    await heard();
    for (let rows = 0; rows < blockRows; rows += 1_024) store(1_024);
    await heard();
    const block = blockFrom(reader);
    expect([block.lastSeq, block.count]).toEqual([blockRows, blockRows / 2]);
    expect(block.subjects).toMatchObject([{ kind: 'call.intent', client: callIntent().client }]);
    expect(new Set(block.outcomes.subarray(0, block.count)).size).toBe(1);
    expect(block.outcomes[0]).not.toBe(0);
  });

  it('are not posted to nobody, and no longer than they were asked for', async () => {
    const { reader, store } = openChannel('nobody asked');
    store(blockRows);
    await heard();
    reader.request();
    await heard();
    expect(blockFrom(reader).count).toBe(0);
    store(rowsPerRequest);
    store(blockRows);
    await heard();
    expect(blockFrom(reader, 1 + blockRows).count).toBe(blockRows / 2);
    expect(blockFrom(reader, 1 + rowsPerRequest).count).toBe(blockRows / 2);
    expect(blockFrom(reader, 1 + blockRows + rowsPerRequest).count).toBe(0);
  });

  it('of a transaction that failed are forgotten', async () => {
    const { reader, add, store } = openChannel('a transaction that failed');
    reader.request();
    await heard();
    store(100);
    add(blockRows);
    store(blockRows - 100);
    await heard();
    // The first 100 were in the batch that had to go.
    expect(blockFrom(reader).count).toBe(0);
    const block = new CallBlock(1);
    block.lastSeq = 100;
    reader.addTo(block, whole, blockRows);
    expect([block.lastSeq, block.count]).toEqual([blockRows, blockRows / 2 - 50]);
  });

  it('are added from where the block ends, never behind the view, and once', async () => {
    const { reader, store } = openChannel('a part');
    reader.request();
    await heard();
    store(blockRows);
    await heard();
    const block = new CallBlock(1);
    block.lastSeq = 50;
    reader.addTo(block, whole, blockRows - 1);
    expect(block.count).toBe(0);
    reader.addTo(block, whole, blockRows);
    expect([block.lastSeq, block.count]).toEqual([blockRows, blockRows / 2 - 25]);
    expect(blockFrom(reader).count).toBe(0);
  });

  it('are not believed where the log does not hold their last row', async () => {
    const { reader, store } = openChannel('another log');
    reader.request();
    await heard();
    store(blockRows);
    await heard();
    expect(blockFrom(reader, 1, { holds: () => false }).lastSeq).toBe(0);
    expect(blockFrom(reader).lastSeq).toBe(blockRows);
  });
});
