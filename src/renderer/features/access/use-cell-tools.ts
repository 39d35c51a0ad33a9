import { useMethod } from '../../api.ts';
import type { MethodOutput } from '../../engine/method-types.ts';
import type { CellPlace } from './access-place.ts';
import type { CellEdit } from './staged-edits.ts';

export type CellTool = MethodOutput<'access.tools'>['tools'][number];

/** The tools of a cell as its staged edit would make them, and which of them it would change. */
export function useCellTools({ client, server }: CellPlace, edit: CellEdit | undefined) {
  const edits = edit === undefined ? [] : [edit];
  const { data, error } = useMethod(
    'access.tools',
    { client, server, edits },
    { keepPrevious: true },
  );
  const { data: now } = useMethod(
    'access.tools',
    { client, server },
    { enabled: edit !== undefined },
  );
  const effects = new Map(now?.tools.map(({ name, effect }) => [name, effect]));
  const isStaged = ({ name, effect }: CellTool) =>
    edit !== undefined && effects.has(name) && effects.get(name) !== effect;
  return { data, error, isStaged };
}
