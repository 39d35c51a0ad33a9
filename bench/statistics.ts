/** Median and range of one figure over the rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
}

/** What was measured: per target and figure one value a round, in the order of the rounds. */
export class Figures {
  readonly #values = new Map<string, number[]>();

  note(target: string, figure: string, value: number): void {
    const key = `${target}/${figure}`;
    const values = this.#values.get(key);
    if (values === undefined) this.#values.set(key, [value]);
    else values.push(value);
  }

  of(target: string, figure: string): Spread {
    return spread(this.#of(target, figure));
  }

  /** Median over the rounds of what the target took beside its floor in the same round: a machine that changes its pace does so for both. */
  ratio(figure: string, target: string, floor: string): number {
    const floors = this.#of(floor, figure);
    return spread(
      this.#of(target, figure).map((value, round) => value / (floors[round] ?? Number.NaN)),
    ).median;
  }

  all(): Record<string, Spread> {
    return Object.fromEntries([...this.#values].map(([key, values]) => [key, spread(values)]));
  }

  #of(target: string, figure: string): readonly number[] {
    return this.#values.get(`${target}/${figure}`) ?? [];
  }
}

/** One bar of the product: a figure, what it is compared with, and whether it holds. */
export interface Bar {
  name: string;
  value: number;
  limit: number;
  unit: string;
  holds: boolean;
}

export function atMost(name: string, value: number, limit: number, unit: string): Bar {
  return { name, value, limit, unit, holds: value <= limit };
}

export function atLeast(name: string, value: number, limit: number, unit: string): Bar {
  return { name, value, limit, unit, holds: value >= limit };
}
