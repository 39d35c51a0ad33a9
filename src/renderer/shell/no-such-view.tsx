import { Compass } from 'lucide-react';
import { Link } from 'wouter';
import { buttonClass } from '../ui/button-class.ts';
import { Empty } from '../ui/empty.tsx';
import { PageHeader } from '../ui/page-header.tsx';

/** An address that leads to no view. */
export function NoSuchView() {
  const action = (
    <Link href="/" className={buttonClass({})}>
      Go to Overview
    </Link>
  );
  return (
    <>
      <PageHeader title="No such view" />
      <Empty fill icon={Compass} title="Nothing is at this address" action={action}>
        The view may have had another name in another version.
      </Empty>
    </>
  );
}
