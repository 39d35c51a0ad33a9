import { expect, it } from 'vitest';
import { executableOf, packedPlaces } from './packed-places.ts';

it('finds the parts from the built folder', () => {
  const places = packedPlaces('/src/lmcp/dist/main/main.js');
  expect(places.threads.writer.pathname).toBe('/src/lmcp/dist/threads/audit-writer.js');
  expect(places.preload).toBe('/src/lmcp/dist/preload/preload.cjs');
  expect(places.resourcesDir).toBe('/src/lmcp/resources');
});

it('starts threads outside of the archive, and takes the rest from it', () => {
  const places = packedPlaces('/opt/LMCP/resources/app.asar/dist/main/main.js');
  expect(places.threads.reader.pathname).toBe(
    '/opt/LMCP/resources/app.asar.unpacked/dist/threads/audit-reader.js',
  );
  expect(places.uiDir).toBe('/opt/LMCP/resources/app.asar/dist/ui');
});

it('an AppImage starts from its file; what another AppImage has started is not that one', () => {
  const env = { APPIMAGE: '/home/a/LMCP.AppImage', APPDIR: '/tmp/.mount_LMCPabc' };
  expect(executableOf('/tmp/.mount_LMCPabc/lmcp-desktop', env)).toBe('/home/a/LMCP.AppImage');
  const ofEditor = { APPIMAGE: '/home/a/Editor.AppImage', APPDIR: '/tmp/.mount_Edit' };
  expect(executableOf('/opt/LMCP/lmcp-desktop', ofEditor)).toBe('/opt/LMCP/lmcp-desktop');
  expect(executableOf('/opt/LMCP/lmcp-desktop', {})).toBe('/opt/LMCP/lmcp-desktop');
});
