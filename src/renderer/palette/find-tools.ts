import { rankMatch } from './rank-match.ts';

export interface ToolName {
  readonly server: string;
  readonly name: string;
}

export interface FoundTools<T> {
  /** The best ones. */
  readonly shown: readonly T[];
  /** How many there are. */
  readonly total: number;
}

/**
 * The tools whose name is what was typed, or a part of it, best first. Further words may also stand in the server's name:
 * `github issue`. An `open` before them is the verb of every entry.
 */
export function findTools<T extends ToolName>(
  tools: readonly T[],
  typed: string,
  limit: number,
): FoundTools<T> {
  const words = typed
    .trim()
    .toLowerCase()
    .replace(/^open\s+/, '')
    .split(/\s+/);
  if (words[0] === '') return { shown: [], total: 0 };
  const wanted = words.join(' ');
  const found = tools.filter(({ server, name }) => {
    const own = name.toLowerCase();
    const all = `${own} ${server.toLowerCase()}`;
    return words.some((word) => own.includes(word)) && words.every((word) => all.includes(word));
  });
  const ranked = found.map((tool) => ({
    tool,
    // The whole name goes before one that has it among its words.
    rank: tool.name.toLowerCase() === wanted ? 2 : rankMatch(`${tool.name} ${tool.server}`, wanted),
  }));
  ranked.sort((a, b) => b.rank - a.rank);
  return { shown: ranked.slice(0, limit).map(({ tool }) => tool), total: found.length };
}
