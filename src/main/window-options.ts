import type { BrowserWindowConstructorOptions } from 'electron/main';
import { type placeWindow, smallest } from './window-state.ts';

export interface WindowLook {
  readonly platform: NodeJS.Platform;
  readonly preload: string;
  readonly icon: string;
  /** Developer tools exist only in an app that is not packaged. */
  readonly devTools: boolean;
}

/** A window with what a page needs and nothing else (EL-1). */
export function windowOptions(
  { platform, preload, icon, devTools }: WindowLook,
  place: ReturnType<typeof placeWindow>,
): BrowserWindowConstructorOptions {
  return {
    ...place,
    minWidth: smallest.width,
    minHeight: smallest.height,
    title: 'LMCP',
    show: false,
    // Between the two themes, so that neither flashes.
    backgroundColor: '#131417',
    ...(platform === 'darwin'
      ? { titleBarStyle: 'hiddenInset', trafficLightPosition: { x: 16, y: 16 } }
      : { autoHideMenuBar: true, icon }),
    webPreferences: {
      preload,
      devTools,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      enableWebSQL: false,
    },
  };
}
