/** The mark of LMCP: what passes between two brackets. */
export function Mark({ size = 14 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      className="flex-none"
      aria-hidden
    >
      <path d="M5.2 2H3.4A1.4 1.4 0 0 0 2 3.4v9.2A1.4 1.4 0 0 0 3.4 14h1.8M10.8 2h1.8A1.4 1.4 0 0 1 14 3.4v9.2a1.4 1.4 0 0 1-1.4 1.4h-1.8" />
      <circle cx="8" cy="8" r="2.6" fill="currentColor" stroke="none" />
    </svg>
  );
}
