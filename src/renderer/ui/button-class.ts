import clsx from 'clsx';

export type ButtonTone = 'primary' | 'default' | 'ghost' | 'danger' | 'danger-fill';
export type ButtonSize = 'small' | 'normal' | 'large';

export interface ButtonLook {
  tone?: ButtonTone | undefined;
  size?: ButtonSize | undefined;
  /** Square, for an icon alone. */
  square?: boolean | undefined;
}

const tones: Readonly<Record<ButtonTone, string>> = {
  primary: 'border-ink bg-ink text-ink-inv shadow-1 not-aria-disabled:hover:opacity-88',
  default:
    'border-line-2 bg-surface text-ink shadow-1 not-aria-disabled:hover:bg-[linear-gradient(var(--hover),var(--hover))] [&>svg]:text-ink-2',
  ghost:
    'border-transparent text-ink-2 not-aria-disabled:hover:bg-hover not-aria-disabled:hover:text-ink data-[state=open]:bg-pressed',
  danger:
    'border-line-2 bg-surface text-red shadow-1 not-aria-disabled:hover:bg-red-soft not-aria-disabled:hover:border-red-line',
  'danger-fill':
    'border-transparent bg-red-act text-on-fill shadow-1 not-aria-disabled:hover:opacity-90',
};

const sizes: Readonly<Record<ButtonSize, readonly [text: string, square: string]>> = {
  small: ['h-24 px-8 text-12', 'size-24'],
  normal: ['h-28 px-10 text-12', 'size-28'],
  large: ['h-34 px-14 text-13', 'size-34'],
};

/** The classes of a button, also for a link that looks like one. At most one primary button in a view. */
export function buttonClass({ tone = 'default', size = 'normal', square = false }: ButtonLook) {
  return clsx(
    'relative inline-flex flex-none select-none items-center justify-center gap-6 whitespace-nowrap rounded-6 border font-540',
    'transition-[background-color,opacity] aria-disabled:cursor-default aria-disabled:opacity-45 aria-disabled:shadow-none',
    tones[tone],
    sizes[size][square ? 1 : 0],
  );
}
