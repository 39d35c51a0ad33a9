import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button, type ButtonProps } from './button.tsx';

const confirmMs = 1_500;

export interface CopyButtonProps
  extends Pick<ButtonProps, 'tone' | 'size' | 'className' | 'disabledReason'> {
  /** What is copied, or where to get it from on the click: a secret is fetched only then. */
  text: string | (() => Promise<string>);
  label?: string;
  /** The icon alone. */
  iconOnly?: boolean;
  /** The clipboard or the source refused. */
  onFailure?: (error: unknown) => void;
}

/** Copies, and says so for a second and a half. */
export function CopyButton({
  text,
  label = 'Copy',
  iconOnly = false,
  onFailure,
  ...look
}: CopyButtonProps) {
  const [state, setState] = useState<'idle' | 'working' | 'copied' | 'failed'>('idle');
  useEffect(() => {
    if (state !== 'copied' && state !== 'failed') return;
    const timer = setTimeout(() => setState('idle'), confirmMs);
    return () => clearTimeout(timer);
  }, [state]);

  const copy = async () => {
    setState('working');
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : await text());
      setState('copied');
    } catch (error) {
      setState('failed');
      onFailure?.(error);
    }
  };

  const words = { idle: label, working: label, copied: 'Copied', failed: 'Not copied' }[state];
  return (
    <Button
      {...look}
      icon={state === 'copied' ? Check : Copy}
      square={iconOnly}
      working={state === 'working'}
      aria-label={iconOnly ? words : undefined}
      title={iconOnly ? words : undefined}
      onClick={() => void copy()}
    >
      {iconOnly ? null : <span aria-live="polite">{words}</span>}
    </Button>
  );
}
