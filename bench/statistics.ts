/** Median and range of one figure over the rounds. */
export interface Spread {
  median: number;
  min: number;
  max: number;
}

export function spread(values: readonly number[]): Spread {
  const sorted = [...values].sort((one, other) => one - other);
  return {
    median: sorted[Math.floor(sorted.length / 2)] ?? Number.NaN,
    min: sorted[0] ?? Number.NaN,
    max: sorted.at(-1) ?? Number.NaN,
  };
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
