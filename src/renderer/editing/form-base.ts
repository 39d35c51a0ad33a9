/** An answer of the engine with the digest of the registry that it was read from. */
export interface Answer {
  readonly sha256: string;
}

/** The answer that a form was made from, kept while somebody types over it. */
export interface FormBase<A extends Answer> {
  readonly answer: A;
  /** The registry that the person has seen: that of the answer, or a newer one whose difference was shown. */
  readonly seen: string;
  /** The next other answer takes the place of this one: the person goes on from it. */
  readonly follows: boolean;
}

/** Where a form that was left keeps its base until somebody returns. */
export interface KeptBase<A extends Answer> {
  current: FormBase<A> | null;
}

/** The base after the engine answered anew: the newest until somebody types, then the one from then on. */
export function nextBase<A extends Answer>(
  base: FormBase<A> | null,
  answer: A,
  touched: boolean,
): FormBase<A> | null {
  if (!touched) return null;
  if (base === null) return { answer, seen: answer.sha256, follows: false };
  if (!base.follows || base.answer.sha256 === answer.sha256) return base;
  return { answer, seen: base.seen, follows: false };
}

/** The person has seen what is different in the registry `seen`, and goes on with what was typed. */
export function goOnFrom<A extends Answer>(
  base: FormBase<A> | null,
  seen: string,
): FormBase<A> | null {
  return base === null ? null : { ...base, seen, follows: true };
}
