/** Where the two audit threads start from: beside the sources, or in `threads` beside the bundle under the names the bundler gives them. */
export interface AuditThreads {
  readonly writer: URL;
  readonly reader: URL;
}

export function auditThreads(): AuditThreads {
  const here = import.meta.url;
  const bundled = !here.endsWith('.ts');
  return {
    writer: new URL(bundled ? './threads/audit-writer.js' : './writer-thread.ts', here),
    reader: new URL(bundled ? './threads/audit-reader.js' : './reader-thread.ts', here),
  };
}
