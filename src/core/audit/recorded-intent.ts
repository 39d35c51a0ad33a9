import type { DurableIntent } from './audit-log.ts';
import type { OutcomeOf } from './body.ts';
import type { Actor, CallIntent } from './record.ts';

/** The handle that callers hold between a call's two rows. */
export class RecordedIntent implements DurableIntent, OutcomeOf {
  readonly seq: number;
  readonly callId: string;
  readonly argsHmac: string;
  readonly round: number;
  readonly actor: Actor;
  settled = false;

  constructor(seq: number, record: CallIntent, argsHmac: string) {
    this.seq = seq;
    this.callId = record.call_id;
    this.round = record.round;
    this.actor = record.actor;
    this.argsHmac = argsHmac;
  }

  get parentSeq(): number {
    return this.seq;
  }
}
