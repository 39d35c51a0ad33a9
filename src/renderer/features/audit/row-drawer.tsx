import { ChevronDown, ChevronUp } from 'lucide-react';
import { Link } from 'wouter';
import { useEngineEvents, useMethod } from '../../api.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { viewPath } from '../../format/view-path.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Decision } from '../../ui/decision.tsx';
import { Drawer, DrawerBody, DrawerFoot, DrawerHead } from '../../ui/drawer.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Section } from '../../ui/section.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { LogSearch } from './log-search.ts';
import { NarrowMenu } from './narrow-menu.tsx';
import { readBody } from './row-body.ts';
import { RowCall } from './row-call.tsx';
import type { RowDetail } from './row-detail.ts';
import { RowFacts } from './row-facts.tsx';
import { RowProof } from './row-proof.tsx';
import { commandOf, decisionOf, toWords } from './row-words.ts';
import { WhyRefused } from './why-refused.tsx';

export interface RowDrawerProps {
  seq: number;
  /** The rows beside it in the list, newer and older; null at the ends. */
  newer: number | null;
  older: number | null;
  onOpen: (seq: number) => void;
  onNarrow: (change: Partial<LogSearch>) => void;
  onClose: () => void;
}

/** One row: what was decided and why, what became of it, what is known of its arguments, and its place in the chain. */
export function RowDrawer({ seq, newer, older, onOpen, onNarrow, onClose }: RowDrawerProps) {
  const { data, error, dataUpdatedAt, refetch } = useMethod('audit.row', { seq });
  useEngineEvents(({ events }) => {
    if (data && isUnfinished(data) && events.some(({ event }) => event === 'audit.appended'))
      void refetch();
  });
  return (
    <Drawer label={`Row ${seq}`} width={440} onClose={onClose}>
      <DrawerHead
        title={data ? <Decision {...decisionOf(data.row)} /> : `Row ${seq}`}
        subtitle={data && <Sentence row={data.row} />}
        actions={
          <>
            {data && <NarrowMenu row={data.row} onNarrow={onNarrow} />}
            <IconButton
              icon={ChevronUp}
              label="Newer row"
              disabledReason={newer === null ? 'This is the newest row of the list' : null}
              onClick={() => newer !== null && onOpen(newer)}
            />
            <IconButton
              icon={ChevronDown}
              label="Older row"
              disabledReason={older === null ? 'This is the oldest row of the list' : null}
              onClick={() => older !== null && onOpen(older)}
            />
          </>
        }
        onClose={onClose}
      />
      <DrawerBody>
        {error && !data && (
          <Banner tone="red" title={toSentence(error.message)}>
            {error.hint} <code className="code-text">{error.code}</code>
          </Banner>
        )}
        {!data && !error && <Skeleton awaiting="Reading the row" />}
        {data && <Detail detail={data} provedUs={dataUpdatedAt * 1_000} />}
      </DrawerBody>
      {data && (
        <DrawerFoot fact={`Kind ${data.row.kind}`}>
          <CopyButton text={data.row.body} label="Copy as JSON" />
          {data.row.kind === 'call.denied' && (
            <Link href={accessPath(data.row)} className={buttonClass({})}>
              Open in Access
            </Link>
          )}
        </DrawerFoot>
      )}
    </Drawer>
  );
}

/** The cell that refused the call, with its tool where it was one. */
function accessPath(
  { client, server, item, body }: RowDetail['row'],
  more: Readonly<Record<string, string>> = {},
): string {
  const tool = readBody(body).itemKind === 'tool' ? item : null;
  return viewPath('/access', { client, server, tool, ...more });
}

/** What comes later belongs to it: how the call ends, and the row that chains to it. */
function isUnfinished({ row, next }: RowDetail): boolean {
  return next === null || (row.kind === 'call.intent' && row.outcome === null);
}

function Detail({ detail, provedUs }: { detail: RowDetail; provedUs: number }) {
  const body = readBody(detail.row.body);
  return (
    <>
      <WhyRefused
        row={detail.row}
        why={detail.row.kind === 'call.denied' ? accessPath(detail.row, { explain: 'call' }) : null}
      />
      <Section title="Decision">
        <RowFacts row={detail.row} body={body} />
      </Section>
      <RowCall detail={detail} body={body} />
      <Section>
        <RowProof detail={detail} provedUs={provedUs} />
      </Section>
    </>
  );
}

function Sentence({ row }: { row: RowDetail['row'] }) {
  const { kind, client, server, item, actor } = row;
  if (kind === 'command.given' || (server === null && client === null)) {
    const what = kind === 'command.given' ? `${toWords(commandOf(row))}, by` : 'By';
    return <span>{actor === null ? kind : `${what} the ${actor.type}, ${actor.door}`}</span>;
  }
  const called = kind.startsWith('call.');
  return (
    <span className="flex min-w-0">
      {client !== null && <Foreign text={client} className="max-w-160 text-ink-2" />}
      {called && <span className="flex-none">&nbsp;called&nbsp;</span>}
      {server !== null && (
        <span className="code-text flex min-w-0 text-ink-2">
          <Foreign text={item === null ? server : `${server} / ${item}`} />
        </span>
      )}
    </span>
  );
}
