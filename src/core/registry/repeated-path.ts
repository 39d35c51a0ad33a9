import { type Alias, type Document, isAlias, isNode, type Node, visit } from 'yaml';
import type { RegistryEdit, RegistryPath } from './registry.ts';

/**
 * The first of the edited paths whose place an alias repeats elsewhere, so that the edit would change that place too, or leave
 * the alias without its anchor. What the edits themselves replace counts for nothing: there an alias ends.
 */
export function findRepeatedPath(
  yaml: Document,
  edits: readonly RegistryEdit[],
): RegistryPath | undefined {
  const repeated = repeatedNodes(yaml);
  if (repeated.size === 0) return undefined;
  const replaced = new Set<Alias>();
  for (const node of edits.flatMap(({ path }) => nodesIn(yaml.getIn(path, true)))) {
    if (isAlias(node)) replaced.add(node);
  }
  return edits.find(({ path }) => {
    const holders = path.slice(1).map((_, depth) => yaml.getIn(path.slice(0, depth + 1), true));
    return [...holders, ...nodesIn(yaml.getIn(path, true))].some((node) =>
      repeated.get(node)?.some((alias) => !replaced.has(alias)),
    );
  })?.path;
}

/** What an alias stands for, with every alias that does. */
function repeatedNodes(yaml: Document): Map<unknown, Alias[]> {
  const repeated = new Map<unknown, Alias[]>();
  visit(yaml, {
    Alias: (_key, alias) => {
      const node = alias.resolve(yaml);
      repeated.set(node, [...(repeated.get(node) ?? []), alias]);
    },
  });
  return repeated;
}

/** A node and all that stands in it. */
function nodesIn(target: unknown): Node[] {
  const nodes: Node[] = [];
  if (isNode(target)) visit(target, { Node: (_key, node) => void nodes.push(node) });
  return nodes;
}
