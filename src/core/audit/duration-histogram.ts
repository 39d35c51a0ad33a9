const bucketsPerE = 25;

/** Durations in buckets 4 % wide: percentiles of any number of calls in constant memory. */
export class DurationHistogram {
  readonly #counts = new Map<number, number>();
  #total = 0;

  add(durationUs: number): void {
    const bucket = Math.round(Math.log(Math.max(1, durationUs)) * bucketsPerE);
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
