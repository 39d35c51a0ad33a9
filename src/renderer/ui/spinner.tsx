import clsx from 'clsx';

/** A turning ring; a static one where motion is not wanted. Whoever shows it says what is awaited. */
export function Spinner({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={clsx(
        'inline-block size-10 flex-none animate-turn rounded-full border-2 border-current border-r-transparent',
        className,
      )}
    />
  );
}
