import { useState } from 'react';
import { ConsentSlot } from '../../consent/consent-slot.tsx';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { CommandPreview } from './command-preview.tsx';
import { changesBetween, rebaseDraft } from './draft-changes.ts';
import { checkDraft, type ServerDraft, secretsOf, toDraft } from './server-draft.ts';
import { ServerForm } from './server-form.tsx';

interface TypedDraft {
  readonly draft: ServerDraft;
  /** The entry that it was typed over, and the registry that this was read from. */
  readonly over: ServerDraft;
  readonly sha256: string;
}

/** The entry of a server, to be changed. What is not touched stays in the file as it is. */
export function SetupTab({ detail }: { detail: MethodOutput<'servers.get'> }) {
  const [typed, setTyped] = useState<TypedDraft | null>(null);
  const update = useEdit('servers.update', detail, typed !== null);
  const toast = useToast();
  const { server, entry, values, sha256 } = update.base;
  const seen = toDraft(server, entry, values);
  // The person goes on from what is there now: what was typed is laid over it.
  if (typed !== null && typed.sha256 !== sha256)
    setTyped({ draft: rebaseDraft(typed.over, typed.draft, seen), over: seen, sha256 });
  const draft = typed?.draft ?? seen;
  const changes = changesBetween(seen, draft);
  const errors = checkDraft({
    ...draft,
    values: draft.values.filter(({ stored, value }) => !stored || value !== ''),
  });
  const valid = Object.keys(errors).length === 0;
  const discard = () => {
    setTyped(null);
    update.reset();
  };
  const save = async () => {
    const done = await update.run({ id: server.id, changes, secrets: secretsOf(draft) });
    if (done === null) return;
    setTyped(null);
    toast({ text: `${server.id} is saved. What runs is started anew where that is needed.` });
  };
  if (detail.server.broken !== null) {
    return (
      <Banner tone="red" title={`${detail.server.broken.message}.`}>
        {detail.server.broken.hint} Edit registry.yaml; it is read again when it is saved.
      </Banner>
    );
  }
  return (
    <ConsentSlot>
      <div className="flex flex-col gap-14">
        <EditFailure edit={update} />
        <ServerForm
          draft={draft}
          errors={errors}
          onChange={(next) => setTyped({ draft: next, over: seen, sha256 })}
        />
        <CommandPreview draft={draft} />
        <div className="sticky -bottom-16 -mx-20 -mb-16 flex items-center gap-8 border-line border-t bg-surface px-20 py-12">
          <span className="min-w-0 flex-1 text-12 text-ink-3">
            {changes.length === 0
              ? 'Nothing is changed'
              : 'Calls in flight are answered before it starts anew'}
          </span>
          <Button
            disabledReason={changes.length === 0 ? 'Nothing is changed' : null}
            onClick={discard}
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

function whyNot(changes: number, valid: boolean): string | null {
  if (changes === 0) return 'Nothing is changed';
  return valid ? null : 'A field needs another look';
}
