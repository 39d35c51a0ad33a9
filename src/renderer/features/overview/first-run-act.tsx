import { type LucideIcon, Plus } from 'lucide-react';
import { Link, useLocation } from 'wouter';
import { useShortcut } from '../../keyboard/use-shortcut.ts';
import { buttonClass } from '../../ui/button-class.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { KeyHint } from '../../ui/key-hint.tsx';
import type { FirstRunStepId } from './first-run-steps.ts';

/** The two that add lead back here when they are done. */
const paths = {
  server: { label: 'Add server', path: '/servers?add=first-run' },
  client: { label: 'Add client', path: '/clients?add=first-run' },
  access: { label: 'Open the matrix', path: '/access' },
} as const;

/** What a person does in a step. */
export function FirstRunAct({ id, url }: { id: FirstRunStepId; url: string | null }) {
  if (id === 'call') return <CallAct url={url} />;
  return <OpenAct {...paths[id]} icon={id === 'access' ? undefined : Plus} />;
}

function OpenAct({
  label,
  path,
  icon: Icon,
}: {
  label: string;
  path: string;
  icon: LucideIcon | undefined;
}) {
  const [, go] = useLocation();
  useShortcut({ keys: 'n', label }, () => go(path));
  return (
    <Link href={path} className={buttonClass({ tone: 'primary' })}>
      {Icon && <Icon size={14} aria-hidden />}
      {label}
      <KeyHint keys="n" />
    </Link>
  );
}

function CallAct({ url }: { url: string | null }) {
  return (
    <>
      <Link href="/clients" className={buttonClass({ tone: 'primary' })}>
        Show the snippet
      </Link>
      {url !== null && <CopyButton text={url} label="Copy the address" />}
      <span role="status" className="text-12 text-ink-3">
        Waiting for the first call
      </span>
    </>
  );
}
