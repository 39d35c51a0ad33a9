import { Link } from 'wouter';
import type { AuditRowView } from '../../../shared/contract-audit.ts';
import { errorTable } from '../../../shared/error-table.ts';
import { whyDenied } from '../../format/explain-steps.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { decisionOf, failureOf, hasDecided, toWords } from './row-words.ts';

export interface WhyRefusedProps {
  row: AuditRowView;
  /** Where the decision is explained step by step, as it would be made now; null where there is no such place. */
  why: string | null;
}

/** Why a row is red: what happened, what it means, what to do. Nothing where all went well. */
export function WhyRefused({ row, why }: WhyRefusedProps) {
  const failed = failureOf(row);
  if (failed !== null)
    return (
      <div className="mb-14">
        <Banner tone="red" title={`${toWords(failed)}.`}>
          {failureMeans[row.outcome?.result ?? row.result ?? ''] ?? 'The client was told so.'}
        </Banner>
      </div>
    );
  const { kind } = decisionOf(row);
  if (row.reason === null || (kind !== 'denied' && kind !== 'refused' && kind !== 'token-refused'))
    return null;
  const known = knownError(row.reason);
  return (
    <div className="mb-14">
      <Banner
        tone="red"
        title={`${known?.message ?? toWords(row.reason)}.`}
        action={
          why !== null &&
          hasDecided(row) && (
            <Link href={why} className={buttonClass({ size: 'small' })}>
              Why denied?
            </Link>
          )
        }
      >
        {row.reason === 'policy_denied'
          ? `${whyDenied(row.rule ?? '') ?? 'The rule below decided it.'} Nothing was sent to the server.`
          : (known?.hint ?? 'Nothing was sent to a server.')}{' '}
        <code className="code-text">{row.reason}</code>
      </Banner>
    </div>
  );
}

function knownError(reason: string): { message: string; hint: string } | null {
  const found = Object.entries(errorTable).find(([code]) => code === reason);
  return found?.[1] ?? null;
}

const failureMeans: Readonly<Record<string, string>> = {
  tool_error:
    'The call was allowed and made. The tool itself said that it failed; its log may say why.',
  upstream_error: 'The call was allowed and made. The server refused or could not do it.',
  timeout: 'The call was allowed and sent. Whether the server did it is not known.',
  revoked: 'The access ended while the call was under way. Whether the server did it is not known.',
  upstream_died: 'The call was allowed. The server ended before it answered; its log may say why.',
  too_large:
    'The call was allowed and made. Its answer was larger than the limit and was not handed on.',
  not_sent: 'The call was allowed, but it never reached the server.',
  unknown: 'LMCP ended before the answer came. Whether the server did it is not known.',
};
