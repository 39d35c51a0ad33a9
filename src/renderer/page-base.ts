/** The part of the page's address before the view: `/ui`, over HTTP and in the desktop window. */
export function pageBase({ pathname }: Pick<Location, 'pathname'>): string {
  return pathname.replace(/\/[^/]*$/, '');
}
