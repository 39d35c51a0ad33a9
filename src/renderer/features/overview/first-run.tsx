import clsx from 'clsx';
import { Check, LockKeyhole, type LucideIcon, MonitorSmartphone, Plus, Server } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { formatCounted } from '../../format/numbers.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { buttonClass } from '../../ui/button-class.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import { Mark } from '../../ui/mark.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { type FirstRunFacts, type FirstRunStepId, firstRunSteps } from './first-run-steps.ts';
import { reachOf } from './reach.ts';
import { secretPlaces } from './secret-places.ts';

export interface FirstRunProps {
  status: EngineStatus;
  facts: FirstRunFacts;
}

/** A gateway that runs and that nothing can use yet: the one next step, then those after it. */
export function FirstRun({ status, facts }: FirstRunProps) {
  const steps = firstRunSteps(facts);
  const next = steps.find(({ state }) => state === 'next')?.id ?? 'call';
  const left = steps.filter(({ state }) => state !== 'done').length;
  return (
    <>
      <PageHeader title="Overview" />
      <div className="min-h-0 flex-1 overflow-y-auto px-24 py-44">
        <div className="mx-auto w-640 max-w-full">
          <h2 className="font-620 text-22">{titles[next]}</h2>
          <p className="mt-4 max-w-580 text-ink-2">
            LMCP starts closed: no servers, no clients, no access. {leftWords[left]} left to a first
            call that is allowed and recorded.
          </p>
          <Figure facts={facts} />
          <ol className="mt-22 overflow-hidden rounded-8 border border-line bg-surface">
            {steps.map(({ id, state }, index) => (
              <Step key={id} number={index + 1} state={state} {...words[id]}>
                {state === 'next' && <StepAct id={id} url={status.url} />}
              </Step>
            ))}
          </ol>
          <p className="mt-12 flex items-center gap-6 text-12 text-ink-3">
            <LockKeyhole size={14} aria-hidden />
            {reachOf(status.url).sentence} {secretPlaces[status.secretBackend] ?? ''}
          </p>
        </div>
      </div>
    </>
  );
}

const leftWords = [
  'Nothing is',
  'One step is',
  'Two steps are',
  'Three steps are',
  'Four steps are',
];

const titles: Readonly<Record<FirstRunStepId, string>> = {
  server: 'The gateway is running. Nothing can use it yet.',
  client: 'A server is registered. Nobody may use it yet.',
  access: 'Server and client are there. They may not meet yet.',
  call: 'Everything is ready for the first call.',
};

const words: Readonly<Record<FirstRunStepId, { title: string; text: string; fact: string }>> = {
  server: {
    title: 'Add a server',
    text: 'A command that speaks MCP, or a URL. It starts only when you say so.',
    fact: 'A command or a URL',
  },
  client: {
    title: 'Add a client',
    text: 'The AI application that may call. It gets a token of its own and a snippet to paste.',
    fact: 'VS Code, Claude, Codex, Cursor and others',
  },
  access: {
    title: 'Allow the client to reach the server',
    text: 'Every cell of the matrix is empty until you fill it. You see what changes before it does.',
    fact: 'Everything is denied until you do',
  },
  call: {
    title: 'Make the first call',
    text: 'Paste the snippet of the client into its application and ask it for something. The call appears here by itself.',
    fact: 'It appears here, and in the audit log',
  },
};

function Figure({ facts }: { facts: FirstRunFacts }) {
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

interface StepProps {
  number: number;
  state: 'done' | 'next' | 'later';
  title: string;
  text: string;
  fact: string;
  children: ReactNode;
}

function Step({ number, state, title, text, fact, children }: StepProps) {
  const next = state === 'next';
  return (
    <li
      aria-current={next ? 'step' : undefined}
      className={clsx(
        'flex gap-16 border-line px-18 not-first:border-t',
        next ? 'items-start py-16' : 'h-51 items-center',
      )}
    >
      <span
        className={clsx(
          'grid size-24 flex-none place-items-center rounded-full font-600 text-12',
          next && 'bg-ink text-ink-inv',
          state === 'later' && 'border-[1.5px] border-line-2 text-ink-3',
          state === 'done' && 'bg-green-soft text-green',
        )}
      >
        {state === 'done' ? <Check size={14} strokeWidth={2.25} aria-label="Done" /> : number}
      </span>
      {next ? (
        <div className="min-w-0 flex-1">
          <h3 className="font-600">{title}</h3>
          <p className="max-w-440 text-12/18 text-ink-2">{text}</p>
          <div className="mt-14 flex flex-wrap items-center gap-8">{children}</div>
        </div>
      ) : (
        <>
          <span
            className={clsx(
              'min-w-0 flex-1 truncate',
              state === 'later' ? 'text-ink-2' : 'text-ink-3',
            )}
          >
            {title}
          </span>
          {state === 'later' && <span className="truncate text-12 text-ink-3">{fact}</span>}
        </>
      )}
    </li>
  );
}

const paths = {
  server: { label: 'Add server', path: '/servers?add' },
  client: { label: 'Add client', path: '/clients?add' },
  access: { label: 'Open the matrix', path: '/access' },
} as const;

function StepAct({ id, url }: { id: FirstRunStepId; url: string | null }) {
  if (id === 'call') return <CallAct url={url} />;
  return <OpenAct {...paths[id]} icon={id === 'access' ? undefined : Plus} />;
}

function OpenAct({
  label,
  path,
  icon: Icon,
}: {
  label: string;
  path: string;
  icon: LucideIcon | undefined;
}) {
  const [, go] = useLocation();
  useShortcut({ keys: 'n', label }, () => go(path));
  return (
    <Link href={path} className={buttonClass({ tone: 'primary' })}>
      {Icon && <Icon size={14} aria-hidden />}
      {label}
      <KeyHint keys="n" />
    </Link>
  );
}

function CallAct({ url }: { url: string | null }) {
  return (
    <>
      <Link href="/clients" className={buttonClass({ tone: 'primary' })}>
        Show the snippet
      </Link>
      {url !== null && <CopyButton text={url} label="Copy the address" />}
      <span role="status" className="text-12 text-ink-3">
        Waiting for the first call
      </span>
    </>
  );
}
