import { useEffect, useState } from 'react';
import { showHostileLine } from '../../shared/hostile-characters.ts';
import { useMethod } from '../api.ts';
import { Button } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import type { ConsentRequest } from './consent-desk.ts';

/** What waits for a second consent, the command that shows its code, and the field for it. Stands inside forms, so it is none. */
export function ConsentPanel({ request }: { request: ConsentRequest }) {
  const [code, setCode] = useState('');
  const [asker] = useState(() => document.activeElement);
  // What was pressed has the focus again, where the form is still there.
  useEffect(
    () => () => {
      if (asker instanceof HTMLElement) asker.focus();
    },
    [asker],
  );
  const dataDir = useMethod('engine.status', {}).data?.dataDir;
  const [first = '', ...details] = request.lines.map(showHostileLine);
  const allow = () => {
    if (code.trim() !== '') request.answer(code);
  };
  return (
    <section aria-label="Second consent" className="flex flex-col gap-12">
      <div>
        <h3 className="font-600">{first}</h3>
        <p className="mt-2 text-12 text-ink-2">
          What servers run and who is let in is decided at this computer, not by a web page alone.
          Nothing is done until then. This command shows the request once more, with the code that
          allows exactly this.
        </p>
      </div>
      {details.length > 0 && <Code text={details.join('\n')} copy={false} wrap />}
      <div>
        <Code
          wrap
          text={`lmcp consent${dataDir === undefined ? '' : ` --data ${quoted(dataDir)}`}`}
        />
        <p className="mt-4 text-12 text-ink-3">
          In a terminal of this computer. Where LMCP runs from its own folder, there, with{' '}
          <code className="code-text">npx</code> before it.
        </p>
      </div>
      <Field
        label="Code"
        hint="Eight characters, good for five minutes."
        error={request.wrong ? 'This code does not fit the request' : undefined}
      >
        <Input
          mono
          autoFocus
          value={code}
          onChange={(event) => setCode(event.target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter') return;
            event.preventDefault();
            allow();
          }}
        />
      </Field>
      <div className="flex justify-end gap-8">
        <Button onClick={() => request.answer(null)}>Cancel</Button>
        <Button
          tone="primary"
          onClick={allow}
          disabledReason={code.trim() === '' ? 'Type the code first' : null}
        >
          Allow this
        </Button>
      </div>
    </section>
  );
}

/** As a shell takes it as one word. */
function quoted(path: string): string {
  return /^[\w./\\:~-]+$/.test(path) ? path : `"${path}"`;
}
