import { type ItemView, itemKind } from '../../../shared/contract-server-views.ts';

/** Something that a server offers, as an address names it: `tool=read_file`, `prompt=greet`. */
export type ItemName = Pick<ItemView, 'kind' | 'name'>;

/** As long as a name can be in the contract. */
const longest = 4_096;

/** The item of an address; null where it names none, or more than one. */
export function readItem(params: URLSearchParams): ItemName | null {
  const named = itemKind.options.flatMap((kind) =>
    params.getAll(kind).map((name) => ({ kind, name })),
  );
  const [item, ...more] = named;
  if (item === undefined || more.length > 0) return null;
  return item.name === '' || item.name.length > longest ? null : item;
}

/** Of these, the one that is meant. */
export function findItem<I extends ItemName>(
  items: readonly I[],
  wanted: ItemName | null,
): I | null {
  const { kind, name } = wanted ?? {};
  return items.find((item) => item.kind === kind && item.name === name) ?? null;
}
