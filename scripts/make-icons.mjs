import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { say } from './terminal.mjs';

/**
 * `npm run icons`: every icon of the app from the SVG files in `resources`. The results are kept in the repository; a browser is
 * needed only to change them.
 */
const resources = join(dirname(dirname(fileURLToPath(import.meta.url))), 'resources');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking'],
});
const page = await browser.newPage();

/**
 * @param {string} svg path below resources
 * @param {number} size edge in pixels
 * @param {string} colour of what is drawn in the current colour
 * @returns {Promise<Buffer>} a PNG with a transparent background
 */
async function render(svg, size, colour = '#000000') {
  const source = readFileSync(join(resources, svg), 'utf8');
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(
    `<style>html,body{margin:0}svg{display:block;width:${size}px;height:${size}px;color:${colour}}</style>${source}`,
  );
  return page.screenshot({ omitBackground: true, clip: { x: 0, y: 0, width: size, height: size } });
}

/**
 * @param {string} name below resources
 * @param {Buffer} content
 */
function save(name, content) {
  writeFileSync(join(resources, name), content);
  say(`resources/${name}: ${content.length} bytes`);
}

/**
 * An ICO file that holds PNG images, which Windows reads since Vista.
 * @param {readonly { size: number, png: Buffer }[]} images
 */
function toIco(images) {
  const head = Buffer.alloc(6 + 16 * images.length);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(images.length, 4);
  let offset = head.length;
  for (const [index, { size, png }] of images.entries()) {
    const at = 6 + 16 * index;
    // 0 stands for 256.
    head.writeUInt8(size % 256, at);
    head.writeUInt8(size % 256, at + 1);
    head.writeUInt16LE(1, at + 4);
    head.writeUInt16LE(32, at + 6);
    head.writeUInt32LE(png.length, at + 8);
    head.writeUInt32LE(offset, at + 12);
    offset += png.length;
  }
  return Buffer.concat([head, ...images.map(({ png }) => png)]);
}

/**
 * An ICNS file of PNG images, each under the type that tells its size.
 * @param {readonly { type: string, png: Buffer }[]} images
 */
function toIcns(images) {
  const parts = images.map(({ type, png }) => {
    const head = Buffer.from(`${type}\0\0\0\0`, 'latin1');
    head.writeUInt32BE(png.length + 8, 4);
    return Buffer.concat([head, png]);
  });
  const body = Buffer.concat(parts);
  const head = Buffer.from('icns\0\0\0\0', 'latin1');
  head.writeUInt32BE(body.length + 8, 4);
  return Buffer.concat([head, body]);
}

const ICO_SIZES = [16, 20, 24, 32, 40, 48, 64, 128, 256];
/** Type and edge in pixels; several types are the double density of a smaller size. */
const ICNS_TYPES = /** @type {const} */ ([
  ['icp4', 16],
  ['icp5', 32],
  ['ic11', 32],
  ['ic12', 64],
  ['ic07', 128],
  ['ic13', 256],
  ['ic08', 256],
  ['ic14', 512],
  ['ic09', 512],
  ['ic10', 1024],
]);
/** Edge at single density, and the densities that the platform asks for. */
const TRAY = [
  { suffix: 'Template', colour: '#000000', size: 18, scales: [1, 2, 3] },
  { suffix: '-on-light', colour: '#15171c', size: 16, scales: [1, 1.25, 1.5, 2, 3] },
  { suffix: '-on-dark', colour: '#ffffff', size: 16, scales: [1, 1.25, 1.5, 2, 3] },
  { suffix: '-on-light-large', colour: '#15171c', size: 24, scales: [1, 2] },
  { suffix: '-on-dark-large', colour: '#ffffff', size: 24, scales: [1, 2] },
];

try {
  save('icon.png', await render('icon.svg', 512));
  const ico = [];
  for (const size of ICO_SIZES) ico.push({ size, png: await render('icon.svg', size) });
  save('icon.ico', toIco(ico));
  const icns = [];
  for (const [type, size] of ICNS_TYPES)
    icns.push({ type, png: await render('icon-mac.svg', size) });
  save('icon.icns', toIcns(icns));
  for (const state of ['running', 'stopped', 'attention']) {
    for (const { suffix, colour, size, scales } of TRAY) {
      for (const scale of scales) {
        const density = scale === 1 ? '' : `@${scale}x`;
        const png = await render(`tray/${state}.svg`, size * scale, colour);
        save(`tray/${state}${suffix}${density}.png`, png);
      }
    }
  }
} finally {
  await browser.close();
}
