const bucketsPerE = 25;

/** The bucket of a duration: each is 4 % wide, and no number is above 17,745. */
export function durationBucket(durationUs: number): number {
  return Math.round(Math.log(Math.max(1, durationUs)) * bucketsPerE);
}

/** Durations in buckets 4 % wide: percentiles of any number of calls in constant memory. */
export class DurationHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  /** Takes the number of a bucket. */
  add(bucket: number): void {
    this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + 1);
    this.#total += 1;
  }

  merge(other: DurationHistogram): void {
    for (const [bucket, count] of other.#counts)
      this.#counts.set(bucket, (this.#counts.get(bucket) ?? 0) + count);
    this.#total += other.#total;
  }

  /** 0 when there was none. */
  percentileUs(share: number): number {
    if (this.#total === 0) return 0;
    let left = Math.max(1, Math.ceil(this.#total * share));
    for (const [bucket, count] of [...this.#counts].sort(([a], [b]) => a - b)) {
      left -= count;
      if (left <= 0) return Math.round(Math.exp(bucket / bucketsPerE));
    }
    return 0;
  }
}
