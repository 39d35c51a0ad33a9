export type TokenLife = 'never' | 'month' | 'quarter' | 'year';

const dayS = 86_400;
const seconds: Readonly<Record<TokenLife, number | null>> = {
  never: null,
  month: 30 * dayS,
  quarter: 90 * dayS,
  year: 365 * dayS,
};

export const tokenLives: readonly { readonly value: TokenLife; readonly label: string }[] = [
  { value: 'never', label: 'Never, until it is rotated or revoked' },
  { value: 'month', label: 'After 30 days' },
  { value: 'quarter', label: 'After 90 days' },
  { value: 'year', label: 'After a year' },
];

/** The input that a life amounts to: nothing for a token without an end. */
export function ttlOf(life: TokenLife): { ttlS?: number } {
  const ttlS = seconds[life];
  return ttlS === null ? {} : { ttlS };
}
