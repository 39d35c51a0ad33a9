/** Marks closer together than this count as one: they show seconds. */
const apartUs = 100_000;
const mostMarks = 4_096;

interface Mark {
  readonly at: number;
  readonly atUs: number;
  readonly own: boolean;
}

/** When, and by whom, each byte of a log was written: one mark for each tenth of a second in which something was. */
export class LineMarks {
  #marks: Mark[] = [];

  add(at: number, atUs: number, own: boolean): void {
    const last = this.#marks.at(-1);
    if (last !== undefined && last.own === own && Math.abs(atUs - last.atUs) < apartUs) return;
    this.#marks.push({ at, atUs, own });
    if (this.#marks.length > mostMarks) this.#marks = this.#marks.slice(mostMarks / 2);
  }

  /** Drops what stands for bytes before `oldest` only. */
  forget(oldest: number): void {
    const second = this.#marks[1];
    if (second === undefined || second.at > oldest) return;
    const first = this.#marks.findIndex(({ at }) => at > oldest);
    this.#marks = this.#marks.slice((first < 0 ? this.#marks.length : first) - 1);
  }

  at(offset: number): { atUs: number; own: boolean } {
    let low = 0;
    let high = this.#marks.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#marks[middle]?.at ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const mark = this.#marks[low];
    return { atUs: mark?.atUs ?? 0, own: mark?.own ?? false };
  }
}
