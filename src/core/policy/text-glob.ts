/** A compiled list of globs over names of prompts or URIs of resources. */
export interface TextGlobs {
  /** Index of the first glob that matches, or -1. */
  match(text: string): number;
}

interface GlobOptions {
  /** What denies matches in any case, what allows must be exact. */
  readonly anyCase: boolean;
  /** Whether `*` stops at `/`, so that only `**` crosses it: URIs have paths, names have none. */
  readonly paths: boolean;
}

/** A character, or a run of any length: `run` of anything, `segment` of anything but `/`. */
type Part =
  | { readonly kind: 'run' | 'segment' }
  | { readonly kind: 'character'; readonly is: string };

/** `*` and `**` stand for runs of characters; everything else, `?` and brackets too, stands for itself, as URIs hold them. */
export function compileTextGlobs(patterns: readonly string[], options: GlobOptions): TextGlobs {
  const fold = (text: string) => (options.anyCase ? text.toLowerCase() : text);
  const compiled = patterns.map((pattern) => partsOf(fold(pattern), options.paths));
  return {
    match: (text) => {
      const folded = fold(text);
      return compiled.findIndex((parts) => matches(parts, folded));
    },
  };
}

/** A glob whose runs are the places between literal texts: what a URI template can expand to, generously. */
export function matchesAround(literals: readonly string[], text: string): boolean {
  const parts = literals.flatMap((literal, index): Part[] => [
    ...(index === 0 ? [] : [{ kind: 'run' } as const]),
    ...[...literal].map((is) => ({ kind: 'character', is }) as const),
  ]);
  return matches(parts, text);
}

function partsOf(pattern: string, paths: boolean): Part[] {
  return pattern.split(/(\*+)/).flatMap((piece): Part[] => {
    if (!piece.startsWith('*')) return [...piece].map((is) => ({ kind: 'character', is }));
    return [{ kind: paths && piece === '*' ? 'segment' : 'run' }];
  });
}

/** Follows all ways to match at once, so that the time is at most text × pattern whatever either holds. */
function matches(parts: readonly Part[], text: string): boolean {
  let reached = new Set(throughRuns(parts, 0));
  for (const character of text) {
    const next = new Set<number>();
    for (const at of reached) {
      const to = step(parts, at, character);
      if (to !== null) for (const place of throughRuns(parts, to)) next.add(place);
    }
    if (next.size === 0) return false;
    reached = next;
  }
  return reached.has(parts.length);
}

/** The place after one more character, or null where it does not fit. */
function step(parts: readonly Part[], at: number, character: string): number | null {
  const part = parts[at];
  if (part === undefined) return null;
  if (part.kind === 'character') return part.is === character ? at + 1 : null;
  return part.kind === 'run' || character !== '/' ? at : null;
}

/** The place itself, and those behind runs that match nothing. */
function throughRuns(parts: readonly Part[], from: number): number[] {
  const places = [from];
  for (let at = from; parts[at] !== undefined && parts[at]?.kind !== 'character'; at++) {
    places.push(at + 1);
  }
  return places;
}
