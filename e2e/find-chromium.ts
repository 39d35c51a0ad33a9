import { existsSync } from 'node:fs';

const places = [
  process.env.CHROMIUM ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** How the browser of this machine is started, or null where there is none; CHROMIUM names another one. */
export function findChromium() {
  const executablePath = places.find((place) => place !== '' && existsSync(place));
  if (executablePath === undefined) return null;
  const args = ['--disable-background-networking', '--disable-component-update', '--no-first-run'];
  return { executablePath, args };
}
