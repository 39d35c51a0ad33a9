import { isDeepStrictEqual } from 'node:util';
import { parseDocument } from 'yaml';

/** More cells than this (1 MB) are not compared: a file that was changed in so many places is written anew. */
const maxCells = 1_000_000;

/**
 * The rewritten text with every line that only differs in its white space as it was before: the YAML writer would
 * otherwise lay out the whole file anew for one changed value. Where that would change the meaning, the text as rewritten.
 * @param meaning the data of the rewritten text.
 */
export function keepLayout(before: string, rewritten: string, meaning: unknown): string {
  const kept = keepLines(before, rewritten);
  if (kept === rewritten) return kept;
  return isDeepStrictEqual(meaningOf(kept), meaning) ? kept : rewritten;
}

/** The data of a text, or undefined where it is not one good document. */
function meaningOf(text: string): unknown {
  const yaml = parseDocument(text, { stringKeys: true, logLevel: 'error' });
  return yaml.errors.length > 0 ? undefined : yaml.toJS();
}

function keepLines(before: string, rewritten: string): string {
  const old = before.split('\n');
  const next = rewritten.split('\n');
  const oldKeys = old.map(squeeze);
  const nextKeys = next.map(squeeze);
  const kept: string[] = [];
  let oldIndex = 0;
  let nextIndex = 0;
  const closeGap = (oldEnd: number, nextEnd: number) => {
    const same =
      oldKeys.slice(oldIndex, oldEnd).join('') === nextKeys.slice(nextIndex, nextEnd).join('');
    kept.push(...(same ? old.slice(oldIndex, oldEnd) : next.slice(nextIndex, nextEnd)));
  };
  for (const [oldMatch, nextMatch] of matchLines(oldKeys, nextKeys)) {
    closeGap(oldMatch, nextMatch);
    kept.push(old[oldMatch] ?? '');
    oldIndex = oldMatch + 1;
    nextIndex = nextMatch + 1;
  }
  closeGap(old.length, next.length);
  return kept.join('\n');
}

function squeeze(line: string): string {
  return line.replace(/\s+/g, '');
}

/** Pairs of equal lines in order: the common start and end, and the longest common subsequence between them. */
function matchLines(left: readonly string[], right: readonly string[]): [number, number][] {
  const shorter = Math.min(left.length, right.length);
  let start = 0;
  while (start < shorter && left[start] === right[start]) start += 1;
  let tail = 0;
  while (
    tail < shorter - start &&
    left[left.length - 1 - tail] === right[right.length - 1 - tail]
  ) {
    tail += 1;
  }
  const pairs: [number, number][] = [];
  for (let index = 0; index < start; index += 1) pairs.push([index, index]);
  const middle = longestCommon(
    left.slice(start, left.length - tail),
    right.slice(start, right.length - tail),
  );
  for (const [a, b] of middle) pairs.push([start + a, start + b]);
  for (let index = tail; index > 0; index -= 1)
    pairs.push([left.length - index, right.length - index]);
  return pairs;
}

function longestCommon(left: readonly string[], right: readonly string[]): [number, number][] {
  const width = right.length + 1;
  if ((left.length + 1) * width > maxCells) return [];
  const lengths = new Uint32Array((left.length + 1) * width);
  const at = (a: number, b: number) => lengths[a * width + b] ?? 0;
  for (let a = left.length - 1; a >= 0; a -= 1) {
    for (let b = right.length - 1; b >= 0; b -= 1) {
      lengths[a * width + b] =
        left[a] === right[b] ? at(a + 1, b + 1) + 1 : Math.max(at(a + 1, b), at(a, b + 1));
    }
  }
  const pairs: [number, number][] = [];
  let a = 0;
  let b = 0;
  while (a < left.length && b < right.length) {
    if (left[a] === right[b]) {
      pairs.push([a, b]);
      a += 1;
      b += 1;
    } else if (at(a + 1, b) >= at(a, b + 1)) a += 1;
    else b += 1;
  }
  return pairs;
}
