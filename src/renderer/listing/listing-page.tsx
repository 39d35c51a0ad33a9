import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AppError } from '../../shared/errors.ts';
import { useActReason } from '../api.ts';
import { toSentence } from '../format/to-sentence.ts';
import { Banner } from '../ui/banner.tsx';
import { Button } from '../ui/button.tsx';
import { Split, SplitList } from '../ui/drawer.tsx';
import { Empty } from '../ui/empty.tsx';
import { PageHeader } from '../ui/page-header.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import type { Listed } from './listed.ts';
import { useAddAct } from './use-add-act.ts';

export interface ListingPageProps {
  listed: Listed;
  /** One grey fact beside the title. */
  fact: ReactNode;
  /** How many there are; undefined until the engine has answered. */
  count: number | undefined;
  /** Why it did not answer. */
  error: AppError | null;
  /** What to know where there is none yet. */
  whenEmpty: ReactNode;
  onAdd: () => void;
  /** The detail of the opened entry. */
  drawer: ReactNode;
  /** The list, where there is something to list. */
  children: ReactNode;
}

/** A view that lists what is registered: its head with the act that adds, the list or what stands in its place, the drawer. */
export function ListingPage(props: ListingPageProps) {
  const { listed, fact, count, error, whenEmpty, onAdd, drawer, children } = props;
  const { one, many, title, icon } = listed;
  const reason = useActReason();
  useAddAct(listed, reason === null ? onAdd : null);
  return (
    <>
      <PageHeader title={title} fact={fact}>
        <Button tone="primary" icon={Plus} keys="n" disabledReason={reason} onClick={onAdd}>
          Add {one}
        </Button>
      </PageHeader>
      <Split>
        <SplitList>
          {count === undefined && error && (
            <div className="p-24">
              <Banner tone="red" title={toSentence(error.message)}>
                {error.hint}
              </Banner>
            </div>
          )}
          {count === undefined && !error && (
            <Skeleton awaiting={`Asking for the ${many}`} rowHeight={52} />
          )}
          {count === 0 && (
            <Empty
              fill
              icon={icon}
              title={`No ${many} are registered`}
              action={
                <Button disabledReason={reason} onClick={onAdd}>
                  Add a {one}
                </Button>
              }
            >
              {whenEmpty}
            </Empty>
          )}
          {count !== undefined && count > 0 && children}
        </SplitList>
        {drawer}
      </Split>
    </>
  );
}
