import clsx from 'clsx';
import { Ban, Check, Hand, Minus } from 'lucide-react';
import { useState } from 'react';
import { showHostileLine } from '../../../shared/hostile-characters.ts';
import { useMethod } from '../../api.ts';
import { explainSteps } from '../../format/explain-steps.ts';
import { formatCount } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogBody, DialogFoot } from '../../ui/dialog.tsx';
import { Field } from '../../ui/field.tsx';
import { Select } from '../../ui/select.tsx';
import type { CellPlace } from './access-place.ts';
import type { AccessData } from './staged-edits.ts';

const wholeServer = '';

export interface ExplainDialogProps {
  present: AccessData;
  /** What it begins with. */
  cell: CellPlace | undefined;
  tool?: string | null;
  onClose: () => void;
}

/** The live path's own decision for a call that is not made, and the order in which it came about. */
export function ExplainDialog(props: ExplainDialogProps) {
  const { present, cell, tool: about = null, onClose } = props;
  const [client, setClient] = useState(cell?.client ?? present.clients[0]?.id ?? '');
  const [server, setServer] = useState(cell?.server ?? present.servers[0]?.id ?? '');
  const [tool, setTool] = useState(about ?? wholeServer);
  const tools = useMethod(
    'access.tools',
    { client, server },
    { enabled: client !== '' && server !== '' },
  );
  const { data, error } = useMethod(
    'access.explain',
    { client, server, tool: tool === wholeServer ? null : tool },
    { keepPrevious: true, enabled: client !== '' && server !== '' },
  );
  const names = (tools.data?.tools ?? []).map(({ name }) => name);
  // What was asked about may be no tool of the server any more; the decision is the same.
  if (tool !== wholeServer && !names.includes(tool)) names.unshift(tool);
  return (
    <Dialog
      open
      size="wide"
      onClose={onClose}
      title="Explain a call"
      fact="The live path’s own decision for this call. Nothing is sent."
    >
      <DialogBody>
        <div className="grid grid-cols-3 gap-8">
          <Field label="Client">
            <Select
              value={client}
              options={present.clients.map(({ id }) => ({ value: id, label: id }))}
              onChange={setClient}
            />
          </Field>
          <Field label="Server">
            <Select
              value={server}
              options={present.servers.map(({ id }) => ({ value: id, label: id }))}
              onChange={(next) => {
                setServer(next);
                setTool(wholeServer);
              }}
            />
          </Field>
          <Field label="Tool">
            <Select
              value={tool}
              options={[
                { value: wholeServer, label: 'The server as a whole' },
                ...names.map((name) => ({ value: name, label: showHostileLine(name) })),
              ]}
              onChange={setTool}
            />
          </Field>
        </div>
        {error && (
          <p role="alert" className="mt-12 text-12 text-red">
            {toSentence(error.message)} {error.hint}
          </p>
        )}
        {data && <Verdict decision={data} />}
      </DialogBody>
      <DialogFoot
        fact={
          data && data.effect !== 'allow' ? (
            <AnswerFact rule={data.rule} />
          ) : (
            'Rates and concurrency are not asked here'
          )
        }
      >
        <Button onClick={onClose}>Done</Button>
      </DialogFoot>
    </Dialog>
  );
}

/** A server that is not granted answers as one that does not exist does; a denied tool says which rule denied it. */
function AnswerFact({ rule }: { rule: string }) {
  const hidden = /^clients(?:$|\.[^.]+\.(?:enabled|allow_servers))|\.enabled$/.test(rule);
  return (
    <>
      The client would get <code className="code-text">{hidden ? '-32602' : '-32011'}</code>
    </>
  );
}

type Decision = NonNullable<ReturnType<typeof useMethod<'access.explain'>>['data']>;

const verdicts = {
  allow: [Check, 'Would be allowed', 'text-green'],
  deny: [Ban, 'Would be denied', 'text-red'],
  ask: [Hand, 'Would ask first', 'text-amber'],
} as const;

const marks = {
  passed: [Check, 'text-green', 'passed'],
  refused: [Ban, 'text-red', 'refused'],
  'not reached': [Minus, 'text-ink-3', undefined],
} as const;

function Verdict({ decision }: { decision: Decision }) {
  const [Icon, words, color] = verdicts[decision.effect];
  return (
    <>
      <p role="status" className={clsx('mt-16 flex items-center gap-8 font-600 text-15', color)}>
        <Icon size={16} strokeWidth={2.25} aria-hidden />
        {words}
        <span className="font-400 text-12 text-ink-3">
          revision {formatCount(decision.revision)}
        </span>
      </p>
      <ol className="mt-8 overflow-hidden rounded-8 border border-line">
        {explainSteps(decision).map(({ text, state, rule }) => {
          const [Mark, tone, said] = marks[state];
          return (
            <li
              key={text}
              className={clsx(
                'flex min-h-36 items-center gap-10 border-line border-b px-14 py-7 last:border-b-0',
                state === 'refused' && 'bg-red-soft',
                state === 'not reached' && 'text-ink-3',
              )}
            >
              <Mark
                size={14}
                strokeWidth={2.25}
                className={clsx('flex-none', tone)}
                aria-hidden={said === undefined}
                aria-label={said}
              />
              <span className="min-w-0 flex-1">{text}</span>
              {state === 'not reached' && <span className="text-12">not reached</span>}
              {rule !== '' && (
                <code className="code-text max-w-240 truncate text-ink-2" title={rule}>
                  {rule}
                </code>
              )}
            </li>
          );
        })}
      </ol>
      {decision.message !== '' && (
        <p className="mt-10 break-words text-12 text-ink-2">{showHostileLine(decision.message)}</p>
      )}
    </>
  );
}
