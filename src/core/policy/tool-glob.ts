import picomatch from 'picomatch';

/** A compiled list of globs over tool names. */
export interface ToolGlobs {
  /** Index of the first glob that matches, or -1. */
  match(tool: string): number;
}

/** Before every name and glob: `.` and `..` alone are folders to the matcher, which no star would match (PO-5). */
const mark = '_';

/** Exact in case: what allows must name exactly what it allows. */
export function allowGlobs(patterns: readonly string[]): ToolGlobs {
  return compile(patterns, false);
}

/** Case-insensitive: `Delete_x` must not walk past `delete_*`. */
export function denyGlobs(patterns: readonly string[]): ToolGlobs {
  return compile(patterns, true);
}

function compile(patterns: readonly string[], nocase: boolean): ToolGlobs {
  // Tool names are not paths: `*` may begin with a dot, `!` and `+(…)` are plain characters.
  const matchers = patterns.map((pattern) =>
    picomatch(mark + pattern, { nocase, dot: true, nonegate: true, noextglob: true }),
  );
  return { match: (tool) => matchers.findIndex((matches) => matches(mark + tool)) };
}
