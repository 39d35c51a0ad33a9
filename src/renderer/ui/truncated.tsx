import { showHostileLine } from '../../shared/hostile-characters.ts';
import { truncateMiddle } from '../format/identifiers.ts';

/** A path or a command: the middle left out beyond `length` characters, the whole on hover; invisible characters as escapes. */
export function Truncated({ text, length = 48 }: { text: string; length?: number }) {
  const shown = showHostileLine(text);
  return (
    <span className="code-text whitespace-nowrap" title={shown}>
      {truncateMiddle(shown, length)}
    </span>
  );
}
