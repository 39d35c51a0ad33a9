import { takePictures } from '../e2e/pictures/take-pictures.ts';
import { say } from './terminal.mjs';

/** `npm run screenshots [NAME …]`: pictures of the built control center, full of data, into docs/screenshots. */
for (const file of await takePictures(process.argv.slice(2))) say(`docs/screenshots/${file}`);
