import clsx, { type ClassValue } from 'clsx';

/** The border, height and states that every control with a text in it shares. */
export function controlClass(...more: ClassValue[]): string {
  return clsx(
    'min-w-0 rounded-6 border border-control bg-bg text-12 text-ink outline-offset-0',
    'aria-invalid:border-red-fill disabled:opacity-45 read-only:border-line-2',
    ...more,
  );
}
