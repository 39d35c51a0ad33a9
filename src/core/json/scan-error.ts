export type ScanFault = 'syntax' | 'utf8' | 'depth' | 'nodes' | 'duplicate';

/** Why the bytes were refused, and where. */
export class ScanError extends Error {
  override readonly name = 'ScanError';
  readonly fault: ScanFault;
  /** Byte offset. */
  readonly at: number;

  constructor(fault: ScanFault, at: number) {
    super(`${fault} at byte ${at}`);
    this.fault = fault;
    this.at = at;
  }
}
