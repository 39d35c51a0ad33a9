/** Revisions spoken to clients, newest first; all of the era with initialize and sessions. */
export const supportedVersions: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];

/** What an initialize is answered with: the version asked for when we speak it, else our newest (LIFECYCLE: negotiation). */
export function negotiateVersion(asked: string): string {
  return supportedVersions.includes(asked) ? asked : '2025-11-25';
}
