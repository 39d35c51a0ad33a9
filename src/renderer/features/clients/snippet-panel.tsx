import { FileText } from 'lucide-react';
import { useState } from 'react';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { AppError } from '../../../shared/errors.ts';
import { useCall, useMethod } from '../../api.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import { formatCount } from '../../format/numbers.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { InlineCode } from '../../ui/inline-code.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';

type Form = 'config' | 'header' | 'url';

const forms = [
  { value: 'config', label: 'Config file' },
  { value: 'header', label: 'URL and header' },
  { value: 'url', label: 'URL alone' },
] as const;

/** What to paste into the application. The token is shown masked; copying asks for it, and each reading is a row. */
export function SnippetPanel({ client }: { client: ClientSummary }) {
  const [app, setApp] = useState(client.app ?? 'generic');
  const [form, setForm] = useState<Form>('config');
  const { data: known } = useMethod('clients.apps', {});
  const apps = known?.apps ?? [];
  const chosen = apps.find((one) => one.app === app);
  const overUrl = form === 'url' && !client.allowUrlToken;
  return (
    <div className="flex flex-col gap-12">
      <div className="flex flex-wrap items-center gap-8">
        <Segmented label="Form" value={form} segments={forms} onChange={setForm} />
        {form === 'config' && (
          <Select
            aria-label="Application"
            className="ml-auto"
            value={app}
            options={apps.map((one) => ({ value: one.app, label: one.title }))}
            onChange={setApp}
          />
        )}
      </div>
      {overUrl ? (
        <AllowUrlToken client={client} />
      ) : (
        <Snippet id={client.id} app={app} form={form} onHeader={() => setForm('header')} />
      )}
      {chosen?.toolLimit != null && client.listed > chosen.toolLimit && (
        <Banner
          tone="amber"
          title={`${chosen.title} reads ${formatCount(chosen.toolLimit)} tools; this client lists ${formatCount(client.listed)}.`}
        >
          The rest would be invisible to it. Allow fewer tools in Access.
        </Banner>
      )}
    </div>
  );
}

interface SnippetProps {
  id: string;
  app: string;
  form: Form;
  /** Shows the form that needs no file of the application. */
  onHeader: () => void;
}

function Snippet({ id, app, form, onHeader }: SnippetProps) {
  const input = { id, app, form };
  const { data, error } = useMethod(
    'clients.snippet',
    { ...input, masked: true },
    { unannounced: true },
  );
  const call = useCall();
  const [failure, setFailure] = useState<AppError | null>(null);
  const shown = failure ?? error;
  const copy = async () => {
    setFailure(null);
    return (await call('clients.snippet', input)).text;
  };
  return (
    <>
      {shown && (
        <Banner tone="red" title={`${shown.message}.`}>
          {shown.hint} <code className="code-text">{shown.code}</code>
        </Banner>
      )}
      {!data && !error && <Skeleton awaiting="Reading the snippet" rows={4} />}
      {data && data.unusable !== null && (
        <Banner
          tone="amber"
          title={`${data.title} cannot connect to this version.`}
          action={
            <Button size="small" onClick={onHeader}>
              Show the URL and header
            </Button>
          }
        >
          <InlineCode text={data.unusable} />
        </Banner>
      )}
      {data && data.unusable === null && (
        <>
          {data.file !== '' && (
            <p className="flex items-start gap-6 text-12 text-ink-2">
              <FileText size={14} className="mt-1 flex-none text-ink-3" aria-hidden />
              <span className="min-w-0 break-words">{data.file}</span>
            </p>
          )}
          <Code
            text={data.text}
            copy={copy}
            onCopyFailure={(thrown) => setFailure(thrown instanceof AppError ? thrown : null)}
          />
          <p className="text-12 text-ink-3">Copy takes the whole token along, and is recorded.</p>
          {data.problem && (
            <Banner tone="red" title={`${data.problem.message}.`}>
              {data.problem.hint}
            </Banner>
          )}
          {data.warning !== null && <Banner tone="amber" title={data.warning} />}
          {data.notes.map((note) => (
            <p key={note} className="text-12 text-ink-2">
              <InlineCode text={note} />
            </p>
          ))}
        </>
      )}
    </>
  );
}

/** A token in a URL ends up in histories and logs of the application: said before it is allowed (AU-6). */
function AllowUrlToken({ client }: { client: ClientSummary }) {
  const { data: list } = useMethod('clients.list', {});
  const allow = useEdit('clients.update', list, false);
  return (
    <>
      <Banner
        tone="amber"
        title="A token in a URL is easily given away."
        action={
          <Button
            size="small"
            working={allow.working}
            disabledReason={allow.disabledReason}
            onClick={() => void allow.run({ id: client.id, allowUrlToken: true })}
          >
            Allow it for this client
          </Button>
        }
      >
        The application may keep it in histories and logs, and shows it to whoever looks over your
        shoulder. Use this form only where it can send no headers.
      </Banner>
      <EditFailure edit={allow} />
    </>
  );
}
