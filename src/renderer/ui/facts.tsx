import type { ReactNode } from 'react';

export interface Fact {
  readonly label: string;
  readonly value: ReactNode;
}

/** Label and value, one below the other, in a grid of two columns. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[6.75rem_minmax(0,1fr)] gap-x-12 gap-y-7 text-12/18">
      {facts.map(({ label, value }) => (
        <div key={label} className="contents">
          <dt className="text-ink-3">{label}</dt>
          <dd className="min-w-0 break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Up to four facts side by side, under the head of a drawer. None is cut: a longer one takes its width, or a second line. */
export function FactStrip({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className="mx-20 mb-12 grid flex-none auto-cols-[minmax(min-content,1fr)] grid-flow-col rounded-8 border border-line">
      {facts.map(({ label, value }) => (
        <div
          key={label}
          className="flex min-w-0 flex-col gap-4 border-line px-12 py-10 not-first:border-l"
        >
          <dt className="truncate text-11 text-ink-3">{label}</dt>
          <dd className="font-550">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
