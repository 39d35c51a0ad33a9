const bucketsPerE = 25;

/** The bucket of a duration: each is 4 % wide, and no number is above 17,745. */
export function durationBucket(durationUs: number): number {
  return Math.round(Math.log(Math.max(1, durationUs)) * bucketsPerE);
}

/** Durations in buckets 4 % wide: percentiles of any number of calls in constant memory. */
export class DurationHistogram {
  /** By number of the bucket, up to the highest that is not empty or somewhat further. */
  #counts = new Uint32Array(0);
  #total = 0;

  /** Takes the number of a bucket. */
  add(bucket: number): void {
    if (bucket >= this.#counts.length) this.#grow(bucket + 1);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#total += 1;
  }

  merge(other: DurationHistogram): void {
    this.#grow(other.#counts.length);
    for (const [bucket, count] of other.#counts.entries())
      this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    this.#total += other.#total;
  }

  /** 0 when there was none. */
  percentileUs(share: number): number {
    if (this.#total === 0) return 0;
    let left = Math.max(1, Math.ceil(this.#total * share));
    for (const [bucket, count] of this.#counts.entries()) {
      left -= count;
      if (left <= 0) return Math.round(Math.exp(bucket / bucketsPerE));
    }
    return 0;
  }

  #grow(length: number): void {
    if (length <= this.#counts.length) return;
    const counts = new Uint32Array(Math.ceil(length / 64) * 64);
    counts.set(this.#counts);
    this.#counts = counts;
  }
}
