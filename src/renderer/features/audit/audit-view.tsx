import { BadgeCheck, Download, Pause } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useSearchParams } from 'wouter';
import { AuditBlocked } from '../../alarm/audit-blocked.tsx';
import { useEngineState, useMethod } from '../../api.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatCount } from '../../format/numbers.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { usePaletteEntries } from '../../palette/palette-entries.ts';
import { Age } from '../../ui/age.tsx';
import { Button } from '../../ui/button.tsx';
import { Split, SplitList } from '../../ui/drawer.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { StatusDot } from '../../ui/status.tsx';
import { ActivityStrip } from './activity-strip.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { LogList } from './log-list.tsx';
import { isOpenEnded, type LogSearch, noSearch, readSearch, writeSearch } from './log-search.ts';
import { RowDrawer } from './row-drawer.tsx';
import { useLogFeed } from './use-log-feed.ts';
import { VerifyDialog, type VerifyReport } from './verify-dialog.tsx';

type Asked = 'verify' | 'export' | 'export-whole' | null;
interface Verified {
  readonly ok: boolean;
  /** The newest row that was verified, or the first that is broken; null where only the head is known. */
  readonly seq: number | null;
  readonly atUs: number;
}

/** Every decision, live, with its proof. */
export function AuditView() {
  const { data: status } = useMethod('engine.status', {});
  const { search, seq, change, open } = useAddress();
  const [feed, state] = useLogFeed(search);
  const [paused, setPaused] = useState(false);
  const [asked, setAsked] = useState<Asked>(null);
  const [verified, setVerified] = useVerified();
  const searchField = useRef<HTMLInputElement>(null);
  const fresh = state.window?.fresh ?? 0;
  const rows = state.window?.rows ?? [];
  const pause = (on: boolean) => {
    setPaused(on);
    feed.hold('paused', on);
  };
  useShortcut({ keys: '/', label: 'Filter by text' }, () => searchField.current?.focus());
  useShortcut({ keys: 'space', label: 'Pause or resume the live tail' }, () => pause(!paused));
  useAuditEntries({ onPause: () => pause(!paused), onAsk: setAsked });
  const at = rows.findIndex((row) => row.seq === seq);

  return (
    <>
      <PageHeader
        title="Audit"
        fact={status && <HeadFact rows={status.audit.headSeq} verified={verified} />}
      >
        <LiveButton
          open={isOpenEnded(search, Date.now())}
          paused={paused}
          fresh={fresh}
          onChange={pause}
        />
        <Button icon={BadgeCheck} onClick={() => setAsked('verify')}>
          Verify
        </Button>
        <Button icon={Download} onClick={() => setAsked('export')}>
          Export
        </Button>
      </PageHeader>
      {status && (!status.audit.writable || status.alarm !== null) && (
        <div className="flex-none px-24 pt-14">
          <AuditBlocked status={status} />
        </div>
      )}
      <Split>
        <SplitList>
          <FilterBar
            search={search}
            searchField={searchField}
            beside={seq !== null}
            onChange={change}
            onSeq={open}
          />
          <ActivityStrip search={search} beside={seq !== null} onChange={change} />
          <LogList
            feed={feed}
            state={state}
            search={search}
            beside={seq !== null}
            selected={seq}
            paused={paused}
            onOpen={open}
            onClear={() => change({ ...noSearch, range: 'all', fromUs: null, toUs: null })}
          />
        </SplitList>
        {seq !== null && (
          <RowDrawer
            key={seq}
            seq={seq}
            newer={rows[at - 1]?.seq ?? null}
            older={at < 0 ? null : (rows[at + 1]?.seq ?? null)}
            onOpen={open}
            onNarrow={(only) => change({ ...noSearch, ...only })}
            onClose={() => open(null)}
          />
        )}
      </Split>
      {asked === 'verify' && (
        <VerifyDialog
          onVerified={(report) => setVerified(toVerified(report))}
          onShowRow={(bad) => {
            setAsked(null);
            open(bad);
          }}
          onExport={() => setAsked('export-whole')}
          onClose={() => setAsked(null)}
        />
      )}
      {(asked === 'export' || asked === 'export-whole') && (
        <ExportDialog
          search={search}
          whole={asked === 'export-whole'}
          onClose={() => setAsked(null)}
        />
      )}
    </>
  );
}

/** Filters and the opened row live in the address: a link shows the same. */
function useAddress() {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const search = useMemo(() => readSearch(new URLSearchParams(text)), [text]);
  const seqText = params.get('seq');
  const seq = seqText !== null && /^[1-9]\d{0,15}$/.test(seqText) ? Number(seqText) : null;
  const go = (next: LogSearch, opened: number | null) => {
    const written = writeSearch(next);
    if (opened !== null) written.set('seq', String(opened));
    setParams(written, { replace: true });
  };
  return {
    search,
    seq,
    change: (change: Partial<LogSearch>) => go({ ...search, ...change }, seq),
    open: (opened: number | null) => go(search, opened),
  };
}

function toVerified({ firstBad, headSeq }: VerifyReport): Verified {
  return { ok: firstBad === null, seq: firstBad?.seq ?? headSeq, atUs: Date.now() * 1_000 };
}

/** What the last verification found: of this visit, or as the overview last heard of it. It is not asked for here. */
function useVerified() {
  const [own, setOwn] = useState<Verified | null>(null);
  const { data } = useMethod('engine.overview', { period: '1h' }, { enabled: false });
  const heard = data?.verified ?? null;
  const known = heard && { ...heard, seq: heard.ok ? heard.headSeq : null };
  return [own ?? known, setOwn] as const;
}

function HeadFact({ rows, verified }: { rows: number; verified: Verified | null }) {
  if (verified === null) return `${formatCount(rows)} rows`;
  const { ok, seq, atUs } = verified;
  return (
    <>
      {formatCount(rows)} rows,{' '}
      {ok ? (
        `intact to ${formatSequence(seq ?? 0)}, `
      ) : (
        <span className="text-red">broken{seq !== null && ` at ${formatSequence(seq)}`}, </span>
      )}
      <Age us={atUs} prefix="verified" />
    </>
  );
}

interface LiveButtonProps {
  open: boolean;
  paused: boolean;
  fresh: number;
  onChange: (paused: boolean) => void;
}

function LiveButton({ open, paused, fresh, onChange }: LiveButtonProps) {
  const state = useEngineState();
  const live = state.status === 'online' && state.live;
  const reason = live ? 'The chosen time has an end' : 'The engine announces nothing to this page';
  if (paused)
    return (
      <Button icon={Pause} title="Resume the live tail (Space)" onClick={() => onChange(false)}>
        {fresh > 0 ? `Paused · ${formatCount(fresh)} new` : 'Paused'}
      </Button>
    );
  return (
    <Button
      disabledReason={open && live ? null : reason}
      title="Pause the live tail (Space)"
      onClick={() => onChange(true)}
    >
      <StatusDot tone={open && live ? 'ready' : 'stopped'} />
      Live
    </Button>
  );
}

interface AuditActs {
  onPause: () => void;
  onAsk: (asked: Asked) => void;
}

function useAuditEntries(acts: AuditActs): void {
  const latest = useRef(acts);
  useEffect(() => {
    latest.current = acts;
  });
  const entries = useMemo(() => {
    const entry = { group: 'Audit' };
    return [
      {
        ...entry,
        id: 'audit-pause',
        icon: Pause,
        label: 'Pause or resume the live tail',
        keys: 'space',
        run: () => latest.current.onPause(),
      },
      {
        ...entry,
        id: 'audit-verify',
        icon: BadgeCheck,
        label: 'Verify the audit log',
        run: () => latest.current.onAsk('verify'),
      },
      {
        ...entry,
        id: 'audit-export',
        icon: Download,
        label: 'Export the audit log',
        run: () => latest.current.onAsk('export'),
      },
    ];
  }, []);
  usePaletteEntries(entries);
}
