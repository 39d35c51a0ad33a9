import { ScrollText } from 'lucide-react';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Empty } from '../../ui/empty.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import type { LogFeedState } from './log-feed.ts';
import { LogRows, type LogRowsProps } from './log-rows.tsx';
import { isNarrowed, type LogSearch } from './log-search.ts';

export interface LogListProps extends Omit<LogRowsProps, 'window'> {
  state: LogFeedState;
  search: LogSearch;
  /** Shows every row again. */
  onClear: () => void;
}

/** The rows, or why there are none. */
export function LogList({ state, search, onClear, ...rest }: LogListProps) {
  const { window, loading } = state;
  // Of an outage the shell speaks, once.
  const away = state.error?.code === 'unreachable';
  const error = away ? null : state.error;
  return (
    <>
      {error && (
        <div className="px-24 pt-12">
          <Banner
            tone="red"
            title={toSentence(error.message)}
            action={
              <Button size="small" onClick={() => void rest.feed.reload()}>
                Read again
              </Button>
            }
          >
            {error.hint} <code className="code-text">{error.code}</code>
          </Banner>
        </div>
      )}
      {window === null && (loading || away) && (
        <Skeleton awaiting="Reading the log" rows={12} rowHeight={30} />
      )}
      {window !== null && window.rows.length === 0 && !loading && (
        <Empty
          fill
          icon={ScrollText}
          title={isNarrowed(search) ? 'No rows match' : 'Nothing happened in this time'}
          action={<Button onClick={onClear}>Show the whole log</Button>}
        >
          Every allowed or refused call leaves one row here, before it takes effect. New rows appear
          by themselves.
        </Empty>
      )}
      {window !== null && window.rows.length > 0 && <LogRows window={window} {...rest} />}
    </>
  );
}
