import { ExternalLink, LogIn } from 'lucide-react';
import { useState } from 'react';
import { useAct } from '../../api.ts';
import { useDesktop } from '../../desktop.ts';
import { toSentence } from '../../format/to-sentence.ts';
import { Button } from '../../ui/button.tsx';
import { buttonClass } from '../../ui/button-class.ts';

/** Addresses that a browser may be sent to (AU-19), as the engine checks them too. */
const openable = /^(https:\/\/|http:\/\/(127\.[\d.]+|localhost|\[::1\])(:\d+)?\/)/;

/** Asks where to sign in to a server, then leads there. The state of the server tells the rest. */
export function SignInAct({ id }: { id: string }) {
  const signIn = useAct('servers.signIn');
  const desktop = useDesktop();
  const [url, setUrl] = useState<string | null>(null);
  const ask = async () => {
    const started = await signIn.run({ id });
    if (started !== null && openable.test(started.url)) setUrl(started.url);
  };
  if (url !== null && desktop === null) {
    return (
      <a
        href={url}
        target="_blank"
        rel="noopener noreferrer"
        className={buttonClass({ size: 'small' })}
      >
        <ExternalLink size={14} aria-hidden />
        Open sign-in
      </a>
    );
  }
  const { error } = signIn;
  return (
    <Button
      size="small"
      icon={url === null ? LogIn : ExternalLink}
      working={signIn.working}
      disabledReason={signIn.disabledReason}
      title={error ? `${toSentence(error.message)} ${error.hint}` : undefined}
      onClick={() => (url === null ? void ask() : void desktop?.openExternal({ url }))}
    >
      {url === null ? 'Sign in' : 'Open sign-in'}
    </Button>
  );
}
