import { useState } from 'react';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { useEdit } from '../../editing/use-edit.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { Input } from '../../ui/input.tsx';
import { parseLimit } from './parse-limit.ts';

export interface ClientLimitProps {
  id: string;
  list: MethodOutput<'clients.list'>;
}

/** The client's own limit; empty gives it back to the settings. */
export function ClientLimit({ id, list }: ClientLimitProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const update = useEdit('clients.update', list, typed !== null);
  const inForce = update.base.clients.find((one) => one.id === id)?.rateLimitRpm ?? null;
  const text = typed ?? (inForce === null ? '' : String(inForce));
  const limit = parseLimit(text);
  const save = async (rateLimitRpm: number | null) => {
    if ((await update.run({ id, rateLimitRpm })) !== null) setTyped(null);
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
              onChange={(event) => setTyped(event.target.value)}
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
