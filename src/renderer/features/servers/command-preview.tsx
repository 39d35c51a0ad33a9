import { useDeferredValue } from 'react';
import { useMethod } from '../../api.ts';
import { formatCounted } from '../../format/numbers.ts';
import { Banner } from '../../ui/banner.tsx';
import { Code } from '../../ui/code.tsx';
import { Disclosure } from '../../ui/disclosure.tsx';
import {
  checkDraft,
  type ServerDraft,
  secretsOf,
  toEntry,
  withoutIdleValues,
} from './server-draft.ts';

/**
 * What would run, exactly, before it is saved; and whether it is there (UP-19). Shown once the schema has no objection to what was
 * filled in so far.
 */
export function CommandPreview({ draft }: { draft: ServerDraft }) {
  const read = withoutIdleValues(useDeferredValue(draft));
  const valid = Object.keys(checkDraft(read)).length === 0;
  const input = { id: read.id, entry: toEntry(read), secrets: secretsOf(read) };
  const { data, error } = useMethod('servers.preview', input, {
    enabled: valid,
    keepPrevious: true,
  });
  if (!valid) return null;
  return (
    <div className="flex flex-col gap-8">
      {data && data.line !== '' && (
        <div>
          <p className="mb-4 text-12 text-ink-2">
            {draft.transport === 'stdio' ? 'Exactly this is run' : 'Calls are sent there'}
          </p>
          <Code wrap copy={false} text={data.line} />
          <Found draft={draft} found={data.found} searched={data.searched} />
          {data.storedSecrets.length > 0 && (
            <p className="mt-4 text-12 text-ink-3">
              {data.storedSecrets.join(', ')} {data.storedSecrets.length === 1 ? 'goes' : 'go'} to
              the secret store.
            </p>
          )}
        </div>
      )}
      {(data?.problem ?? error) && (
        <Banner tone="red" title={`${(data?.problem ?? error)?.message}.`}>
          {(data?.problem ?? error)?.hint}
        </Banner>
      )}
    </div>
  );
}

interface FoundProps {
  draft: ServerDraft;
  found: string | null;
  searched: readonly string[];
}

function Found({ draft, found, searched }: FoundProps) {
  if (draft.transport !== 'stdio') return null;
  if (found !== null)
    return <p className="mt-4 break-words text-12 text-ink-3">Found at {found}</p>;
  if (searched.length === 0) return null;
  return (
    <div className="mt-4 text-12">
      <Disclosure
        className="text-red"
        summary={
          <>
            {draft.command} was not found in {formatCounted(searched.length, 'folder')} of your
            login shell’s PATH. Enter a full path, or install it.
          </>
        }
      >
        <ul className="code-text mt-4 text-ink-2">
          {searched.map((folder) => (
            <li key={folder}>{folder}</li>
          ))}
        </ul>
      </Disclosure>
    </div>
  );
}
