import { useState } from 'react';
import { useMethod } from '../../api.ts';
import type { VerifyReport } from './verify-dialog.tsx';

/** What a verification found, and when. */
export interface Verified {
  readonly ok: boolean;
  /** The newest row that was verified, or the first that is broken; null where only the head is known. */
  readonly seq: number | null;
  readonly atUs: number;
}

/** What a verification of this visit found. */
export function toVerified({ firstBad, headSeq }: VerifyReport): Verified {
  return { ok: firstBad === null, seq: firstBad?.seq ?? headSeq, atUs: Date.now() * 1_000 };
}

/** What the last verification found: of this visit, or as the overview last heard of it. It is not asked for here. */
export function useVerified() {
  const [own, setOwn] = useState<Verified | null>(null);
  const { data } = useMethod('engine.overview', { period: '1h' }, { enabled: false });
  const heard = data?.verified ?? null;
  const known = heard && { ...heard, seq: heard.ok ? heard.headSeq : null };
  return [own ?? known, setOwn] as const;
}
