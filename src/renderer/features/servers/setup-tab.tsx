import { ConsentSlot } from '../../consent/consent-slot.tsx';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useKeptDraft } from '../../editing/kept-drafts.ts';
import { useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Banner } from '../../ui/banner.tsx';
import { Button } from '../../ui/button.tsx';
import { NamedButton } from '../../ui/named-button.tsx';
import { useToast } from '../../ui/toasts.tsx';
import { CommandPreview } from './command-preview.tsx';
import { changesBetween, rebaseDraft } from './draft-changes.ts';
import { checkDraft, type ServerDraft, secretsOf, toDraft } from './server-draft.ts';
import { ServerForm } from './server-form.tsx';
import { type TypedSetup, useSetupDrafts } from './setup-drafts.ts';

/** The entry of a server, to be changed. What is not touched stays in the file as it is; what is typed outlives the drawer. */
export function SetupTab({ detail }: { detail: MethodOutput<'servers.get'> }) {
  const drafts = useSetupDrafts();
  const kept = useKeptDraft(drafts, detail.server.id);
  const update = useEdit('servers.update', detail, kept !== null, kept?.base);
  const toast = useToast();
  const { server, entry, values, sha256 } = update.base;
  const seen = toDraft(server, entry, values);
  const draft = kept === null ? seen : presentDraft(kept.typed, seen, sha256);
  const changes = changesBetween(seen, draft);
  const errors = checkDraft({
    ...draft,
    values: draft.values.filter(({ stored, value }) => !stored || value !== ''),
  });
  const valid = Object.keys(errors).length === 0;
  const discard = () => {
    drafts.type(server.id, null);
    update.reset();
  };
  const save = async () => {
    const done = await update.run({ id: server.id, changes, secrets: secretsOf(draft) });
    if (done === null) return;
    drafts.type(server.id, null);
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
          onChange={(next) => drafts.type(server.id, { draft: next, over: seen, sha256 })}
        />
        <CommandPreview draft={draft} />
        <div className="sticky -bottom-16 -mx-20 -mb-16 flex items-center gap-8 border-line border-t bg-surface px-20 py-12">
          <span className="min-w-1/4 flex-1 text-12 text-ink-3">
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
          <NamedButton
            verb="Save"
            name={server.id}
            tone="primary"
            working={update.working}
            disabledReason={update.disabledReason ?? whyNot(changes.length, valid)}
            onClick={() => void save()}
          />
        </div>
      </div>
    </ConsentSlot>
  );
}

/** What was typed, laid over what is there now where the person goes on from that. */
function presentDraft({ draft, over, sha256 }: TypedSetup, seen: ServerDraft, seenSha256: string) {
  return sha256 === seenSha256 ? draft : rebaseDraft(over, draft, seen);
}

function whyNot(changes: number, valid: boolean): string | null {
  if (changes === 0) return 'Nothing is changed';
  return valid ? null : 'A field needs another look';
}
