import { ArrowLeft, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import type { ItemView } from '../../../shared/contract-server-views.ts';
import { useAct, useCall, useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { formatDuration } from '../../format/durations.ts';
import { formatSequence } from '../../format/identifiers.ts';
import { formatBytes, formatCount } from '../../format/numbers.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Decision, type DecisionKind } from '../../ui/decision.tsx';
import { Field } from '../../ui/field.tsx';
import { Foreign } from '../../ui/foreign.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Input } from '../../ui/input.tsx';
import { NamedButton } from '../../ui/named-button.tsx';
import { Select } from '../../ui/select.tsx';
import { Textarea } from '../../ui/textarea.tsx';
import { type ArgumentField, argumentFields, argumentsJson } from './argument-fields.ts';

export interface TryToolProps {
  serverId: string;
  tool: ItemView;
  onBack: () => void;
}

/** Runs a tool in a client's place, by the live path: its rules decide, and its rows are written. */
export function TryTool({ serverId, tool, onBack }: TryToolProps) {
  const title = useRef<HTMLHeadingElement>(null);
  // The button that led here is gone.
  useEffect(() => title.current?.focus(), []);
  const clients = useMethod('clients.list', {}).data?.clients ?? [];
  const detail = useMethod('servers.item', { id: serverId, name: tool.name, kind: 'tool' });
  const [client, setClient] = useState<string | null>(null);
  const [values, setValues] = useState<Readonly<Record<string, string>>>({});
  const [json, setJson] = useState('{}');
  const [wrong, setWrong] = useState<string | null>(null);
  const [task, setTask] = useState<string | null>(null);
  const attempt = useAct('servers.tryTool');
  const call = useCall();
  const [result, setResult] = useState<Trial | null>(null);
  const fields = argumentFields(detail.data?.inputSchema ?? null);
  const as =
    client ??
    clients.find(({ allowServers }) => allowServers.includes(serverId))?.id ??
    clients[0]?.id ??
    '';

  const run = async () => {
    setWrong(null);
    setResult(null);
    let text: string;
    try {
      text = fields === null ? json : argumentsJson(fields, values);
      JSON.parse(text);
    } catch (error) {
      setWrong(error instanceof SyntaxError ? error.message : String(error));
      return;
    }
    const name = crypto.randomUUID();
    setTask(name);
    setResult(
      await attempt.run({ id: serverId, tool: tool.name, client: as, arguments: text, task: name }),
    );
    setTask(null);
  };
  const missing = as === '' ? 'Add a client first' : null;
  useShortcut(
    { keys: 'mod+enter', label: `Run ${tool.name}`, enabled: !attempt.working && missing === null },
    () => void run(),
  );

  return (
    <div className="flex flex-col gap-12">
      <div className="flex items-center gap-8">
        <IconButton icon={ArrowLeft} label="Back" onClick={onBack} />
        <div className="flex min-w-0 flex-1">
          <h3 ref={title} tabIndex={-1} className="-ml-4 flex min-w-0 rounded-4 px-4">
            <Foreign text={tool.name} className="code-text font-600" />
          </h3>
        </div>
        <span className="text-12 text-ink-3">as</span>
        <Select
          className="max-w-1/2"
          aria-label="Client"
          value={as}
          options={clients.map(({ id }) => ({ value: id, label: id }))}
          onChange={setClient}
        />
      </div>
      {fields === null ? (
        <Field label="Arguments" hint="A JSON object, sent as it is" error={wrong ?? undefined}>
          <Textarea mono rows={6} value={json} onChange={(event) => setJson(event.target.value)} />
        </Field>
      ) : (
        fields.map((field) => (
          <ArgumentInput
            key={field.name}
            field={field}
            value={values[field.name] ?? ''}
            error={wrong?.startsWith(`${field.name} `) ? wrong : undefined}
            onChange={(value) => setValues({ ...values, [field.name]: value })}
          />
        ))
      )}
      <div className="flex items-center gap-10 border-line border-b pb-12">
        <NamedButton
          verb="Run as"
          name={as || 'a client'}
          icon={Play}
          keys="mod+enter"
          working={attempt.working}
          disabledReason={attempt.disabledReason ?? missing}
          onClick={() => void run()}
        />
        {attempt.working && task !== null ? (
          <Button tone="ghost" onClick={() => void call('engine.cancel', { task })}>
            Cancel
          </Button>
        ) : (
          <span className="min-w-1/4 text-12 text-ink-3">Decided and recorded like any call</span>
        )}
      </div>
      {attempt.error && (
        <Banner tone="red" title={toSentence(attempt.error.message)}>
          {attempt.error.hint}
        </Banner>
      )}
      {result && <TrialResult result={result} />}
    </div>
  );
}

type Trial = MethodOutput<'servers.tryTool'>;

/** Denied is what a rule decided; what was not let through for another reason, such as its rate, is refused. */
function decisionOf({ outcome, effect }: Trial): DecisionKind {
  if (outcome === 'refused') return effect === 'deny' ? 'denied' : 'refused';
  return outcome === 'failed' ? 'failed' : 'allowed';
}

function TrialResult({ result }: { result: Trial }) {
  const { outcome, rule, revision, text, bytes, durationMs, seq } = result;
  const isCut = new TextEncoder().encode(text).length < bytes;
  return (
    <div role="status" className="flex flex-col gap-8">
      <div className="flex items-center gap-8 text-12">
        <Decision kind={decisionOf(result)} />
        <span className="min-w-0 flex-1 truncate text-ink-3" title={rule}>
          by <code className="code-text">{rule}</code>, revision {formatCount(revision)}
        </span>
        <span className="flex-none">{formatDuration(durationMs)}</span>
        {seq !== null && (
          <Link href={`/audit?seq=${seq}`} className="flex-none text-blue hover:underline">
            {formatSequence(seq)}
          </Link>
        )}
      </div>
      {outcome === 'tool_error' && (
        <p className="text-12 text-ink-2">The tool answered that it failed.</p>
      )}
      <Code wrap text={text} className="max-h-420 overflow-auto" />
      {isCut && <p className="text-12 text-ink-3">The first part of {formatBytes(bytes)}.</p>}
    </div>
  );
}

interface ArgumentInputProps {
  field: ArgumentField;
  value: string;
  error: string | undefined;
  onChange: (value: string) => void;
}

function ArgumentInput({
  field: { name, kind, required, description, choices },
  value,
  error,
  onChange,
}: ArgumentInputProps) {
  const options = kind === 'boolean' ? ['true', 'false'] : choices;
  return (
    <Field
      label={<Foreign text={name} className="code-text" />}
      optional={!required}
      hint={<Foreign text={description} />}
      error={error}
    >
      {kind === 'choice' || kind === 'boolean' ? (
        <Select
          value={value}
          options={[
            { value: '', label: '—' },
            ...options.map((option) => ({ value: option, label: option })),
          ]}
          onChange={onChange}
        />
      ) : (
        <Input
          mono={kind !== 'text'}
          placeholder={kind === 'json' ? 'JSON' : ''}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
