import { type FormEvent, useEffect, useState } from 'react';
import type { WireError } from '../../shared/errors.ts';
import { useEngineState, useReconnect } from '../api.ts';
import type { EngineState } from '../engine/engine-connection.ts';
import { type LoginSession, loginCodeOf } from '../engine/login-session.ts';
import { Button } from '../ui/button.tsx';
import { Code } from '../ui/code.tsx';
import { Field } from '../ui/field.tsx';
import { Input } from '../ui/input.tsx';
import { Mark } from '../ui/mark.tsx';

export interface LoginPageProps {
  session: LoginSession;
  /** Why the link that opened this page gave no session. */
  refusal: WireError | null;
  /** Views were open: they wait behind this page. */
  keepsView: boolean;
}

/** The engine answers, but not to this page: how to get a link, and a field that takes it without leaving the page. */
export function LoginPage({ session, refusal, keepsView }: LoginPageProps) {
  const state = useEngineState();
  const reconnect = useReconnect();
  const [token, setToken] = useState('');
  const [linkRefused, setLinkRefused] = useState<WireError | null>(null);
  const [hadToken] = useState(() => session.token() !== null);
  /** Where the page stood when a token was tried; another state since then is the answer to it. */
  const [triedAt, setTriedAt] = useState<EngineState | null>(null);
  useEffect(() => {
    document.title = 'Log in · LMCP';
  }, []);
  useEffect(() => {
    // A token that the engine refused is not kept.
    if (state.status === 'locked') session.keep(null);
  }, [session, state]);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const text = token.trim();
    if (text === '') return;
    const code = loginCodeOf(text);
    const refused = code === null ? null : await session.exchange(code);
    setLinkRefused(refused);
    if (refused !== null) return;
    if (code === null) session.keep(text);
    setTriedAt(state);
    reconnect();
  };
  const entering = state.status === 'online';
  const wasRefused = triedAt !== null && triedAt !== state && state.status === 'locked';
  const why = state.status === 'locked' && hadToken ? state.error : refusal;

  return (
    <main className="grid h-full place-items-center overflow-y-auto bg-bg p-24">
      <div className="flex w-440 max-w-full flex-col">
        <Mark size={24} />
        <h1 className="mt-16 font-620 text-22">Open the control center with a link</h1>
        <p className="mt-6 text-ink-2">
          This page shows no data until the engine knows that it is you. Make a link on this
          computer; it works once, within five minutes.
        </p>
        {why && (
          <p role="alert" className="mt-12 text-12 text-red">
            {refusal === why
              ? `The link was not accepted: ${why.message}.`
              : 'The engine no longer knows the login of this page. Logins end when the engine stops, when the management token is rotated, and after a while without use.'}
          </p>
        )}
        <div className="mt-16">
          <Code text="lmcp ui" />
        </div>
        <form
          onSubmit={(event) => void submit(event)}
          className="mt-24 flex flex-col gap-8 border-line border-t pt-20"
        >
          <Field
            label="Or paste the link or a management token"
            hint="Here it opens this page as you left it. Kept for this tab alone, and forgotten when it closes."
            error={
              linkRefused?.message ??
              (wasRefused ? 'The engine does not know this token' : undefined)
            }
          >
            <Input
              mono
              type="password"
              value={token}
              onChange={(event) => setToken(event.target.value)}
            />
          </Field>
          <div className="flex items-center gap-12">
            <Button
              type="submit"
              working={entering}
              disabledReason={token.trim() === '' ? 'Paste a link or a token first' : null}
            >
              Open
            </Button>
            <span role="status" className="animate-late text-12 text-ink-3">
              {entering && 'Reading again what was open'}
            </span>
          </div>
        </form>
        {keepsView && (
          <div className="mt-24 flex items-center justify-between gap-16 border-line border-t pt-16">
            <p className="text-12 text-ink-3">
              What was open, and what you typed there, waits in this tab.
            </p>
            <Button onClick={() => window.location.reload()}>Forget it</Button>
          </div>
        )}
      </div>
    </main>
  );
}
