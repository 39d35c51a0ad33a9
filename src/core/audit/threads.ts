/** Where the two audit threads start from: beside the sources, or beside the bundle under the names the bundler gives them. */
export interface AuditThreads {
  readonly writer: URL;
  readonly reader: URL;
}

export function auditThreads(): AuditThreads {
  const here = import.meta.url;
  const bundled = !here.endsWith('.ts');
  return {
    writer: new URL(bundled ? './audit-writer.js' : './writer-thread.ts', here),
    reader: new URL(bundled ? './audit-reader.js' : './reader-thread.ts', here),
  };
}
