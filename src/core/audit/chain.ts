import { hash } from 'node:crypto';

/** The last row that counts: where the next one is chained on. */
export interface Head {
  readonly seq: number;
  /** 32 bytes. */
  readonly hash: Buffer;
}

const tag = Buffer.from('lmcp/audit/1\0', 'latin1');
const hashBytes = 32;
const seqOffset = tag.length + hashBytes;
/** What is hashed ahead of the body: tag, previous hash, u64be seq, u32be length of the body. */
export const preambleBytes = seqOffset + 8 + 4;

/** The previous hash of row 1. */
export function genesis(databaseId: string): Head {
  return { seq: 0, hash: sha256(Buffer.from(`lmcp/genesis\0${databaseId}`, 'utf8')) };
}

/** Writes the preamble at `offset`; the body follows it. */
export function writePreamble(
  buffer: Buffer,
  offset: number,
  previous: Buffer,
  seq: number,
  bodyBytes: number,
): void {
  tag.copy(buffer, offset);
  previous.copy(buffer, offset + tag.length);
  writeNumbers(buffer, offset, seq, bodyBytes);
}

function writeNumbers(buffer: Buffer, offset: number, seq: number, bodyBytes: number): void {
  buffer.writeUInt32BE(Math.floor(seq / 0x1_0000_0000), offset + seqOffset);
  buffer.writeUInt32BE(seq % 0x1_0000_0000, offset + seqOffset + 4);
  buffer.writeUInt32BE(bodyBytes, offset + seqOffset + 8);
}

/** Reads back what `writePreamble` wrote; null when the tag is not there. `previous` is a view into the buffer. */
export function readPreamble(
  buffer: Buffer,
  offset: number,
): { previous: Buffer; seq: number; bodyBytes: number } | null {
  if (buffer.compare(tag, 0, tag.length, offset, offset + tag.length) !== 0) return null;
  const high = buffer.readUInt32BE(offset + seqOffset);
  return {
    previous: buffer.subarray(offset + tag.length, offset + seqOffset),
    seq: high * 0x1_0000_0000 + buffer.readUInt32BE(offset + seqOffset + 4),
    bodyBytes: buffer.readUInt32BE(offset + seqOffset + 8),
  };
}

export function sha256(bytes: Buffer): Buffer {
  return Buffer.from(hash('sha256', bytes, 'binary'), 'latin1');
}

/** Hashes rows one after another without allocating for each: verify reads hundreds of thousands a second. */
export class RowHasher {
  /** Grows with the longest row. */
  #scratch = newScratch(8_192);

  /** The hash of one row; both hashes are hex. */
  hash(previous: string, seq: number, body: string): string {
    const most = 3 * body.length;
    if (preambleBytes + most > this.#scratch.length) this.#scratch = newScratch(most);
    const scratch = this.#scratch;
    const bodyBytes = scratch.write(body, preambleBytes);
    scratch.write(previous, tag.length, 'hex');
    writeNumbers(scratch, 0, seq, bodyBytes);
    return hash('sha256', scratch.subarray(0, preambleBytes + bodyBytes), 'hex');
  }
}

function newScratch(bodyBytes: number): Buffer {
  const scratch = Buffer.allocUnsafeSlow(preambleBytes + bodyBytes);
  tag.copy(scratch);
  return scratch;
}
