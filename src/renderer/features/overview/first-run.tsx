import { LockKeyhole } from 'lucide-react';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { PageHeader } from '../../ui/page-header.tsx';
import { FirstRunAct } from './first-run-act.tsx';
import { FirstRunFigure } from './first-run-figure.tsx';
import { FirstRunStep } from './first-run-step.tsx';
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
            {leads[next]} {leftWords[left]} left to a first call that is allowed and recorded.
          </p>
          <FirstRunFigure facts={facts} />
          <ol className="mt-22 overflow-hidden rounded-8 border border-line bg-surface">
            {steps.map(({ id, state }, index) => (
              <FirstRunStep key={id} number={index + 1} state={state} {...words[id]}>
                {state === 'next' && <FirstRunAct id={id} url={status.url} />}
              </FirstRunStep>
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

const leads: Readonly<Record<FirstRunStepId, string>> = {
  server: 'LMCP starts closed: no servers, no clients, no access.',
  client: 'Only a client with a token of its own is let in, and there is none yet.',
  access: 'A client reaches no server until you say so.',
  call: 'What you allowed is in force.',
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
