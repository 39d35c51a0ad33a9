import { Grid3x3 } from 'lucide-react';
import { Link } from 'wouter';
import { useMethod } from '../../api.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Banner } from '../../ui/banner.tsx';
import { buttonClass } from '../../ui/button-class.ts';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Access } from './access.tsx';

/** The matrix of clients and servers. */
export function AccessView() {
  const { data, error } = useMethod('access.view', {});
  if (data && data.clients.length > 0 && data.servers.length > 0) return <Access present={data} />;
  return (
    <>
      <PageHeader title="Access" />
      {error && (
        <div className="px-24 pt-16">
          <Banner tone="red" title={toSentence(error.message)}>
            {error.hint} <code className="code-text">{error.code}</code>
          </Banner>
        </div>
      )}
      {!data && !error && (
        <Skeleton awaiting="The engine counts what each client reaches" rowHeight={44} />
      )}
      {data && (
        <Empty
          fill
          icon={Grid3x3}
          title="Nothing to grant yet"
          action={
            <Link
              href={data.servers.length === 0 ? '/servers' : '/clients'}
              className={buttonClass({ tone: 'primary' })}
            >
              {data.servers.length === 0 ? 'Add a server' : 'Add a client'}
            </Link>
          }
        >
          Access is granted per client and server. A new client reaches nothing; a new server is
          granted to nobody.
        </Empty>
      )}
    </>
  );
}
