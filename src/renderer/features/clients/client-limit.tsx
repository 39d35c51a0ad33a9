import { EditFailure } from '../../editing/edit-failure.tsx';
import { useKeptDraft } from '../../editing/kept-drafts.ts';
import { useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { useLimitDrafts } from './limit-drafts.ts';
import { parseLimit } from './parse-limit.ts';

export interface ClientLimitProps {
  id: string;
  list: MethodOutput<'clients.list'>;
}

/** The client's own limit; empty gives it back to the settings. What is typed outlives the drawer. */
export function ClientLimit({ id, list }: ClientLimitProps) {
  const drafts = useLimitDrafts();
  const kept = useKeptDraft(drafts, id);
  const typed = kept?.typed ?? null;
  const update = useEdit('clients.update', list, kept !== null, kept?.base);
  const inForce = update.base.clients.find((one) => one.id === id)?.rateLimitRpm ?? null;
  const text = typed ?? (inForce === null ? '' : String(inForce));
  const limit = parseLimit(text);
  const save = async (rateLimitRpm: number | null) => {
    if ((await update.run({ id, rateLimitRpm })) !== null) drafts.type(id, null);
  };
  return (
    <>
      <div className="flex items-start gap-8">
        <div className="w-200">
          <Field
            label="Calls per minute"
            hint="Empty: as in Settings. 0: no limit."
            error={limit === undefined ? 'A whole number up to 1,000,000' : undefined}
          >
            <Input
              inputMode="numeric"
              value={text}
              onChange={(event) => drafts.type(id, event.target.value)}
            />
          </Field>
        </div>
        {limit !== undefined && typed !== null && limit !== inForce && (
          <Button
            className="mt-20"
            working={update.working}
            disabledReason={update.disabledReason}
            onClick={() => void save(limit)}
          >
            {limit === null ? 'Take the limit back' : 'Save the limit'}
          </Button>
        )}
      </div>
      <EditFailure edit={update} />
    </>
  );
}
