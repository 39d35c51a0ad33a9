/** The revision without sessions, where every request says all that it needs. */
export const statelessVersion = '2026-07-28';

/** Revisions with initialize and sessions, newest first. */
export const sessionVersions: readonly string[] = [
  '2025-11-25',
  '2025-06-18',
  '2025-03-26',
  '2024-11-05',
];

/** Every revision spoken to clients, newest first. */
export const supportedVersions: readonly string[] = [statelessVersion, ...sessionVersions];

/** What an initialize is answered with: the version asked for when we speak it, else our newest (LIFECYCLE: negotiation). */
export function negotiateVersion(asked: string): string {
  return sessionVersions.includes(asked) ? asked : '2025-11-25';
}
