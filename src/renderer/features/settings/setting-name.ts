/** `lmcp.port` as the page calls it. */
export function withoutSection(name: string): string {
  return name.replace(/^lmcp\./, '');
}
