/** The address of a view, with the details that are known of the place in it. */
export function viewPath(
  path: `/${string}`,
  details: Readonly<Record<string, string | null>>,
): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(details)) if (value !== null) search.set(name, value);
  return search.size === 0 ? path : `${path}?${search}`;
}
