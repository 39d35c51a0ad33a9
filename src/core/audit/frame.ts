import { hash } from 'node:crypto';
import { preambleBytes, readPreamble, writePreamble } from './chain.ts';
import { type Row, writeUuid } from './row.ts';

/**
 * One row in the journal: a fixed header, the columns, then exactly the bytes that are hashed (preamble and body). A frame
 * proves itself: one that was cut short, or left over from an earlier use of the file, does not hash to what it says.
 */
export interface Frame {
  readonly seq: number;
  /** Views into the buffer that was read. */
  readonly hash: Buffer;
  readonly previous: Buffer;
  readonly callId: Buffer | null;
  /** The body in UTF-8: it goes into a segment as it is. */
  readonly body: Buffer;
  readonly row: Omit<Row, 'callId' | 'body'>;
  readonly frameBytes: number;
}

const magic = 0x314a414c;
const at = {
  frameBytes: 0,
  magic: 4,
  hash: 8,
  atUs: 40,
  parentSeq: 48,
  code: 56,
  decision: 64,
  hasCallId: 65,
  texts: 66,
  callId: 74,
} as const;
const headerBytes = 90;
const noText = 0xffff;
const decisions = [null, 'allow', 'deny'] as const;

/** The most a row can take as a frame. */
export function frameLimit(row: Row): number {
  const units =
    row.body.length +
    row.kind.length +
    (row.client?.length ?? 0) +
    (row.server?.length ?? 0) +
    (row.item?.length ?? 0);
  return headerBytes + preambleBytes + 3 * units;
}

/** The texts that are columns, once more in UTF-8, and how many bytes each has; `noText` for none. */
interface Columns extends Pick<Row, 'client' | 'server' | 'item'> {
  readonly bytes: Uint8Array;
  readonly lengths: readonly number[];
}

/** Writes rows as frames. Most rows of a kind name the same client, server and item as the one before: those are encoded once. */
export class FrameWriter {
  readonly #byKind = new Map<string, Columns>();

  /** Writes one frame and returns its length; its hash is at `hashOf(buffer, offset)`. */
  write(buffer: Buffer, offset: number, row: Row, seq: number, previous: Buffer): number {
    const { bytes, lengths } = this.#columns(row);
    let slot = offset + at.texts;
    for (const length of lengths) slot = buffer.writeUInt16LE(length, slot);
    let end = offset + headerBytes;
    buffer.set(bytes, end);
    end += bytes.length;
    const bodyBytes = buffer.write(row.body, end + preambleBytes);
    writePreamble(buffer, end, previous, seq, bodyBytes);
    const hashed = end;
    end += preambleBytes + bodyBytes;
    buffer.writeUInt32LE(end - offset, offset + at.frameBytes);
    buffer.writeUInt32LE(magic, offset + at.magic);
    buffer.writeDoubleLE(row.atUs, offset + at.atUs);
    buffer.writeDoubleLE(row.parentSeq ?? Number.NaN, offset + at.parentSeq);
    buffer.writeDoubleLE(row.code ?? Number.NaN, offset + at.code);
    buffer[offset + at.decision] = decisions.indexOf(row.decision);
    buffer[offset + at.hasCallId] = row.callId === null ? 0 : 1;
    if (row.callId !== null) writeUuid(row.callId, buffer, offset + at.callId);
    const digest = hash('sha256', buffer.subarray(hashed, end), 'binary');
    buffer.write(digest, offset + at.hash, 'latin1');
    return end - offset;
  }

  #columns(row: Row): Columns {
    const { kind, client, server, item } = row;
    const known = this.#byKind.get(kind);
    const isKnown = known?.client === client && known.server === server && known.item === item;
    if (isKnown) return known;
    const texts = [kind, client, server, item];
    const bytes = Buffer.from(texts.join(''));
    const lengths = texts.map((text) => (text === null ? noText : Buffer.byteLength(text)));
    const columns = { client, server, item, bytes, lengths };
    this.#byKind.set(kind, columns);
    return columns;
  }
}

export function hashOf(buffer: Buffer, offset: number): Buffer {
  return buffer.subarray(offset + at.hash, offset + at.hash + 32);
}

/** The frame at `offset`, or null when there is no whole, valid one. */
export function readFrame(buffer: Buffer, offset: number): Frame | null {
  if (offset + headerBytes + preambleBytes > buffer.length) return null;
  const frameBytes = buffer.readUInt32LE(offset + at.frameBytes);
  const limit = offset + frameBytes;
  if (buffer.readUInt32LE(offset + at.magic) !== magic || limit > buffer.length) return null;
  const preambleAt = offset + headerBytes + columnBytes(buffer, offset);
  if (preambleAt + preambleBytes > limit) return null;
  const preamble = readPreamble(buffer, preambleAt);
  if (preamble === null || preambleAt + preambleBytes + preamble.bodyBytes !== limit) return null;
  const stored = hashOf(buffer, offset);
  if (!isDigest(stored, hash('sha256', buffer.subarray(preambleAt, limit), 'binary'))) return null;
  const hasCallId = buffer[offset + at.hasCallId] === 1;
  return {
    seq: preamble.seq,
    hash: stored,
    previous: preamble.previous,
    callId: hasCallId ? buffer.subarray(offset + at.callId, offset + at.callId + 16) : null,
    body: buffer.subarray(preambleAt + preambleBytes, limit),
    row: readColumns(buffer, offset),
    frameBytes,
  };
}

/** Compared as it is: a buffer for each of them would be memory outside of the heap, which is given back late. */
function isDigest(stored: Buffer, digest: string): boolean {
  for (let at = 0; at < digest.length; at++) {
    if (stored[at] !== digest.charCodeAt(at)) return false;
  }
  return true;
}

function columnBytes(buffer: Buffer, offset: number): number {
  let sum = 0;
  for (let slot = offset + at.texts; slot < offset + at.texts + 8; slot += 2) {
    const textBytes = buffer.readUInt16LE(slot);
    if (textBytes !== noText) sum += textBytes;
  }
  return sum;
}

function readColumns(buffer: Buffer, offset: number): Omit<Row, 'callId' | 'body'> {
  let end = offset + headerBytes;
  const text = (index: number): string | null => {
    const textBytes = buffer.readUInt16LE(offset + at.texts + 2 * index);
    if (textBytes === noText) return null;
    end += textBytes;
    return buffer.toString('utf8', end - textBytes, end);
  };
  return {
    kind: text(0) ?? '',
    client: text(1),
    server: text(2),
    item: text(3),
    atUs: buffer.readDoubleLE(offset + at.atUs),
    parentSeq: readInteger(buffer, offset + at.parentSeq),
    decision: decisions[buffer[offset + at.decision] ?? 0] ?? null,
    code: readInteger(buffer, offset + at.code),
  };
}

/** NaN stands for none. */
function readInteger(buffer: Buffer, offset: number): number | null {
  const value = buffer.readDoubleLE(offset);
  return Number.isNaN(value) ? null : value;
}
