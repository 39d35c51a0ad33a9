import clsx from 'clsx';
import { showHostile } from '../../shared/hostile-characters.ts';
import { CopyButton } from './copy-button.tsx';

export interface CodeProps {
  /** Shown as text, whatever it holds; invisible characters as escapes. */
  text: string;
  /** What is copied where it is not what is shown, such as a snippet whose token is masked; `false` for no button. */
  copy?: string | (() => Promise<string>) | false;
  copyLabel?: string;
  onCopyFailure?: (error: unknown) => void;
  /** Breaks long lines instead of scrolling sideways. */
  wrap?: boolean;
  className?: string;
}

/** A block of what a person may paste, with a button that copies it. */
export function Code({
  text,
  copy = text,
  copyLabel,
  onCopyFailure,
  wrap = false,
  className,
}: CodeProps) {
  return (
    <div className={clsx('relative min-w-0 rounded-6 border border-line bg-sunken', className)}>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a block that scrolls must be reachable by keyboard.
        tabIndex={0}
        className={clsx(
          'code-text max-h-full overflow-auto rounded-6 px-12 py-10 text-ink-2',
          wrap ? 'whitespace-pre-wrap break-words' : 'whitespace-pre',
          copy !== false && 'pr-84',
        )}
      >
        {showHostile(text)}
      </pre>
      {copy !== false && (
        <div className="absolute top-6 right-6">
          <CopyButton
            text={copy}
            size="small"
            {...(copyLabel === undefined ? {} : { label: copyLabel })}
            {...(onCopyFailure === undefined ? {} : { onFailure: onCopyFailure })}
          />
        </div>
      )}
    </div>
  );
}
