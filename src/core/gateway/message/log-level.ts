/** Severities of log messages (RFC 5424), least severe first. */
const logLevels = [
  'debug',
  'info',
  'notice',
  'warning',
  'error',
  'critical',
  'alert',
  'emergency',
] as const;
export type LogLevel = (typeof logLevels)[number];

/** What a session is told of that never said what it wants: nothing that another one asked for to debug with. */
export const defaultLogLevel: LogLevel = 'info';

export function isLogLevel(text: string | null): text is LogLevel {
  return text !== null && logLevels.some((level) => level === text);
}

/** Whether a message of this severity reaches who asked from `least` on. */
export function isAtLeast(level: LogLevel, least: LogLevel): boolean {
  return logLevels.indexOf(level) >= logLevels.indexOf(least);
}

/** The one that lets most through. */
export function mostVerbose(levels: Iterable<LogLevel>): LogLevel | null {
  let found: LogLevel | null = null;
  for (const level of levels) if (found === null || !isAtLeast(level, found)) found = level;
  return found;
}
