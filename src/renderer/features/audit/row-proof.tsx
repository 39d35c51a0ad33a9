import clsx from 'clsx';
import { ArrowRight, Check, TriangleAlert } from 'lucide-react';
import { formatHash, formatSequence } from '../../format/identifiers.ts';
import { Age } from '../../ui/age.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import type { RowDetail } from './row-detail.ts';

const places: Readonly<Record<string, string>> = {
  keychain: 'in the keychain of this computer',
  encrypted_file: 'in the encrypted file of secrets',
  key_file: 'in the file of secrets',
};

/** The row between its neighbours in the chain: what its content gives, and what stands on it. */
export function RowProof({ detail, provedUs }: { detail: RowDetail; provedUs: number }) {
  const { row, previous, next, intact, anchor, anchoredIn } = detail;
  return (
    <>
      <h3 className="mb-8 flex items-center font-550 text-12 text-ink-2">
        Proof
        <span
          className={clsx(
            'ml-auto flex items-center gap-6 font-400',
            intact ? 'text-green' : 'text-red',
          )}
        >
          {intact ? (
            <Check size={12} strokeWidth={2.25} aria-hidden />
          ) : (
            <TriangleAlert size={12} aria-hidden />
          )}
          {intact ? <Age us={provedUs} prefix="Verified" /> : 'Does not verify'}
        </span>
      </h3>
      <ol className="flex items-center gap-4">
        <Link link={previous} none="First row" />
        <ArrowRight size={12} className="text-ink-3" aria-hidden />
        <Link link={row} own={intact ? 'intact' : 'broken'} />
        <ArrowRight size={12} className="text-ink-3" aria-hidden />
        <Link link={next} none="Newest row" />
      </ol>
      <p className="mt-10 text-12 text-ink-3">
        {intact
          ? 'Its content and the hash before it give its hash. '
          : 'Its content no longer gives its hash, or the next row does not stand on it. Verify the whole log. '}
        {anchor === null
          ? 'No hash of this log is anchored outside of it yet.'
          : `The hash of ${formatSequence(anchor.seq)} is anchored ${places[anchoredIn] ?? `in ${anchoredIn}`}.`}
      </p>
    </>
  );
}

interface LinkProps {
  link: { readonly seq: number; readonly hash: string } | null;
  /** Said where there is no such row. */
  none?: string;
  /** It is the row that the drawer is of. */
  own?: 'intact' | 'broken';
}

function Link({ link, none, own }: LinkProps) {
  return (
    <li
      className={clsx(
        'flex h-48 flex-auto flex-col justify-center whitespace-nowrap rounded-6 border px-6 text-11',
        own === undefined && 'border-line',
        own === 'intact' && 'border-green-line bg-green-soft',
        own === 'broken' && 'border-red-line bg-red-soft',
      )}
    >
      {link === null ? (
        <span className="text-ink-3">{none}</span>
      ) : (
        <>
          <span className={own === undefined ? 'text-ink-3' : 'font-550'}>
            {formatSequence(link.seq)}
            {own !== undefined && ', this row'}
          </span>
          <span className="flex items-center justify-between gap-2">
            <span className="code-text text-11!" title={link.hash}>
              {formatHash(link.hash)}
            </span>
            {own !== undefined && (
              <CopyButton
                text={link.hash}
                iconOnly
                tone="ghost"
                size="small"
                label="Copy its hash"
              />
            )}
          </span>
        </>
      )}
    </li>
  );
}
