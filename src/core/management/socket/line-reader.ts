/** Cuts a byte stream into lines of at most `maxBytes`; what is longer ends the reading with `onOverflow`. */
export function createLineReader(options: {
  maxBytes: () => number;
  onLine: (line: string) => void;
  onOverflow: () => void;
}): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  let bytes = 0;
  let over = false;
  return (chunk) => {
    let rest = chunk;
    while (!over) {
      const end = rest.indexOf(0x0a);
      const part = end < 0 ? rest : rest.subarray(0, end);
      bytes += part.length;
      if (bytes > options.maxBytes()) {
        over = true;
        options.onOverflow();
        return;
      }
      parts.push(part);
      if (end < 0) return;
      const line = Buffer.concat(parts).toString('utf8');
      parts = [];
      bytes = 0;
      rest = rest.subarray(end + 1);
      options.onLine(line);
    }
  };
}
