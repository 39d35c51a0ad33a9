import { BadgeCheck, Download } from 'lucide-react';
import { useRef, useState } from 'react';
import { AuditBlocked } from '../../alarm/audit-blocked.tsx';
import { useActReason, useMethod } from '../../api.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Button } from '../../ui/button.tsx';
import { Split, SplitList } from '../../ui/drawer.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { ActivityStrip } from './activity-strip.tsx';
import { ExportDialog } from './export-dialog.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FreshButton } from './fresh-button.tsx';
import { HeadFact } from './head-fact.tsx';
import { LiveButton } from './live-button.tsx';
import { LogList } from './log-list.tsx';
import { isOpenEnded, noSearch } from './log-search.ts';
import { countFresh, countRows } from './log-window.ts';
import { RowDrawer } from './row-drawer.tsx';
import { useAuditEntries } from './use-audit-entries.ts';
import { useLogAddress } from './use-log-address.ts';
import { useLogFeed } from './use-log-feed.ts';
import { toVerified, useVerified } from './use-verified.ts';
import { VerifyDialog } from './verify-dialog.tsx';

type Asked = 'verify' | 'export' | 'export-whole' | null;

/** Every decision, live, with its proof. */
export function AuditView() {
  const { data: status } = useMethod('engine.status', {});
  const { search, seq, change, open } = useLogAddress();
  const [feed, state] = useLogFeed(search);
  const [paused, setPaused] = useState(false);
  const [asked, setAsked] = useState<Asked>(null);
  const reason = useActReason();
  const [verified, setVerified] = useVerified();
  const searchField = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const fresh = state.window === null ? '' : countFresh(state.window);
  const rows = state.window?.rows ?? [];
  const pause = (on: boolean) => {
    setPaused(on);
    feed.hold('paused', on);
  };
  useShortcut({ keys: '/', label: 'Filter by text' }, () => searchField.current?.focus());
  useShortcut({ keys: 'space', label: 'Pause or resume the live tail' }, () => pause(!paused));
  useAuditEntries({ onPause: () => pause(!paused), onAsk: reason === null ? setAsked : null });
  const at = rows.findIndex((row) => row.seq === seq);

  return (
    <>
      <PageHeader
        title="Audit"
        fact={status && <HeadFact rows={status.audit.headSeq} verified={verified} />}
      >
        {state.window && !paused && <FreshButton {...{ feed, list, window: state.window }} />}
        <LiveButton
          open={isOpenEnded(search, Date.now())}
          paused={paused}
          fresh={fresh}
          onChange={pause}
        />
        <Button icon={BadgeCheck} disabledReason={reason} onClick={() => setAsked('verify')}>
          Verify
        </Button>
        <Button icon={Download} disabledReason={reason} onClick={() => setAsked('export')}>
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
            count={state.window && countRows(state.window)}
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
            box={list}
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
