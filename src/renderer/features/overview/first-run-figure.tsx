import clsx from 'clsx';
import { type LucideIcon, MonitorSmartphone, Server } from 'lucide-react';
import { formatCounted } from '../../format/numbers.ts';
import { Mark } from '../../ui/mark.tsx';
import type { FirstRunFacts } from './first-run-steps.ts';

/** Clients, the gateway and servers, and which of them are joined already. */
export function FirstRunFigure({ facts }: { facts: FirstRunFacts }) {
  const clients = facts.clients === 0 ? 'No clients' : formatCounted(facts.clients, 'client');
  const servers = facts.servers === 0 ? 'No servers' : formatCounted(facts.servers, 'server');
  const through = facts.grants > 0;
  return (
    <div aria-hidden className="mt-22 flex items-center">
      <End icon={MonitorSmartphone} text={clients} there={facts.clients > 0} />
      <Wire there={through} />
      <span className="flex h-56 w-132 flex-none items-center justify-center gap-10 rounded-8 bg-ink font-600 text-ink-inv">
        <Mark size={20} /> LMCP
      </span>
      <Wire there={facts.servers > 0} />
      <End icon={Server} text={servers} there={facts.servers > 0} />
    </div>
  );
}

function End({ icon: Icon, text, there }: { icon: LucideIcon; text: string; there: boolean }) {
  return (
    <span
      className={clsx(
        'flex h-56 min-w-0 flex-1 items-center justify-center gap-8 rounded-8 border',
        there ? 'border-line-2 bg-surface text-ink' : 'border-line-2 border-dashed text-ink-2',
      )}
    >
      <Icon size={16} /> <span className="truncate">{text}</span>
    </span>
  );
}

function Wire({ there }: { there: boolean }) {
  return (
    <span className={clsx('w-56 flex-none border-t border-line-2', there || 'border-dashed')} />
  );
}
