/** Where the page lives: a scheme of our own, never file: and never a server (EL-2). */
export const ownScheme = 'app';
const ownHost = 'lmcp';

/** The page's first address; views are paths below it, as they are over HTTP. */
export const pageUrl = `${ownScheme}://${ownHost}/ui/`;

/** True for an address of the app's own page. */
export function isOwnUrl(address: string): boolean {
  const url = URL.parse(address);
  return (
    url !== null &&
    url.protocol === `${ownScheme}:` &&
    url.host === ownHost &&
    url.username === '' &&
    url.port === ''
  );
}
