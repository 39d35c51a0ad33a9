import { useState } from 'react';
import { useAct } from '../../api.ts';
import { ConsentSlot } from '../../consent/consent-slot.tsx';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { CommandPreview } from './command-preview.tsx';
import { changesBetween, checkDraft, secretsOf, toDraft } from './server-draft.ts';
import { ServerForm } from './server-form.tsx';

/** The entry of a server, to be changed. What is not touched stays in the file as it is. */
export function SetupTab({ detail }: { detail: MethodOutput<'servers.get'> }) {
  const { server, entry, values, sha256 } = detail;
  const [seen] = useState({ draft: toDraft(server, entry, values), sha256 });
  const [draft, setDraft] = useState(seen.draft);
  const update = useAct('servers.update');
  const toast = useToast();
  const changes = changesBetween(seen.draft, draft);
  const errors = checkDraft({
    ...draft,
    values: draft.values.filter(({ stored, value }) => !stored || value !== ''),
  });
  const valid = Object.keys(errors).length === 0;
  const stale = update.error?.code === 'stale' ? update.error : null;

  const save = async () => {
    const done = await update.run({
      id: server.id,
      changes,
      secrets: secretsOf(draft),
      expectedSha256: seen.sha256,
    });
    if (done !== null)
      toast({ text: `${server.id} is saved. What runs is started anew where that is needed.` });
  };
  if (server.broken !== null) {
    return (
      <Banner tone="red" title={`${server.broken.message}.`}>
        {server.broken.hint} Edit registry.yaml; it is read again when it is saved.
      </Banner>
    );
  }
  return (
    <ConsentSlot>
      <div className="flex flex-col gap-14">
        {stale && <StaleNotice lines={linesOf(stale.data)} />}
        {update.error && stale === null && (
          <Banner tone="red" title={`${update.error.message}.`}>
            {update.error.hint} <code className="code-text">{update.error.code}</code>
          </Banner>
        )}
        <ServerForm draft={draft} errors={errors} onChange={setDraft} />
        <CommandPreview draft={draft} />
        <div className="sticky -bottom-16 -mx-20 -mb-16 flex items-center gap-8 border-line border-t bg-surface px-20 py-12">
          <span className="min-w-0 flex-1 text-12 text-ink-3">
            {changes.length === 0
              ? 'Nothing is changed'
              : 'Calls in flight are answered before it starts anew'}
          </span>
          <Button
            disabledReason={changes.length === 0 ? 'Nothing is changed' : null}
            onClick={() => setDraft(seen.draft)}
          >
            Discard
          </Button>
          <Button
            tone="primary"
            working={update.working}
            disabledReason={update.disabledReason ?? whyNot(changes.length, valid)}
            onClick={() => void save()}
          >
            Save {server.id}
          </Button>
        </div>
      </div>
    </ConsentSlot>
  );
}

/** The file is not the one that the form was made from: nothing was written. */
function StaleNotice({ lines }: { lines: readonly string[] }) {
  return (
    <div className="flex flex-col gap-8">
      <Banner tone="amber" title="The registry changed in the meantime.">
        Nothing was written. Copy what you need from this form, then close and open it again.
      </Banner>
      {lines.length > 0 && (
        <ul className="code-text rounded-6 bg-sunken px-12 py-8 text-ink-2">
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function linesOf(data: Readonly<Record<string, unknown>> | undefined): string[] {
  return Array.isArray(data?.lines) ? data.lines.map(String) : [];
}

function whyNot(changes: number, valid: boolean): string | null {
  if (changes === 0) return 'Nothing is changed';
  return valid ? null : 'A field needs another look';
}
