import { diffLines, diffWordsWithSpace } from 'diff';
import { showHostile } from '../../shared/hostile-characters.ts';

/** A piece of a line. `changed` pieces are marked; `hidden` ones are escapes of characters that cannot be seen. */
export interface DiffPiece {
  readonly text: string;
  readonly changed: boolean;
  readonly hidden: boolean;
}

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  /** Line number in the text that it belongs to: the old one for `removed`, else the new one. */
  readonly number: number;
  readonly pieces: readonly DiffPiece[];
}

/** Word by word comparison costs the square of the length: longer lines are marked as a whole. */
const maxWordwise = 4_000;

/** The unified difference of two texts, line by line; where one line became another, with its changed words. */
export function compareTexts(before: string, after: string): DiffLine[] {
  const lines: DiffLine[] = [];
  let oldNumber = 1;
  let newNumber = 1;
  const blocks = diffLines(before, after);
  blocks.forEach((block, index) => {
    const texts = toLines(block.value);
    if (block.removed) {
      const partner = blocks[index + 1];
      const partnerTexts = partner?.added ? toLines(partner.value) : [];
      for (const [row, text] of texts.entries())
        lines.push({
          kind: 'removed',
          number: oldNumber++,
          pieces: toPieces(text, partnerTexts[row], 'removed'),
        });
    } else if (block.added) {
      const partner = blocks[index - 1];
      const partnerTexts = partner?.removed ? toLines(partner.value) : [];
      for (const [row, text] of texts.entries())
        lines.push({
          kind: 'added',
          number: newNumber++,
          pieces: toPieces(partnerTexts[row], text, 'added'),
        });
    } else {
      for (const text of texts) {
        lines.push({ kind: 'same', number: newNumber++, pieces: splitHidden(text, false) });
        oldNumber++;
      }
    }
  });
  return lines;
}

function toLines(block: string): string[] {
  return block.replace(/\n$/, '').split('\n');
}

function toPieces(
  before: string | undefined,
  after: string | undefined,
  side: 'removed' | 'added',
): DiffPiece[] {
  const own = side === 'removed' ? before : after;
  if (before === undefined || after === undefined || before.length + after.length > maxWordwise)
    return splitHidden(own ?? '', false);
  return diffWordsWithSpace(before, after)
    .filter((part) => (side === 'removed' ? !part.added : !part.removed))
    .flatMap((part) => splitHidden(part.value, part.added || part.removed));
}

/** Cuts a text at its hidden characters, so that their escapes can be marked apart from what looks like them. */
function splitHidden(text: string, changed: boolean): DiffPiece[] {
  const pieces: DiffPiece[] = [];
  for (const character of text) {
    const shown = showHostile(character);
    const hidden = shown !== character;
    const last = pieces.at(-1);
    if (last && last.hidden === hidden)
      pieces[pieces.length - 1] = { ...last, text: last.text + shown };
    else pieces.push({ text: shown, changed, hidden });
  }
  return pieces;
}
