import { createContext, useContext } from 'react';
import type { DesktopHost, LmcpBridge } from '../shared/desktop-contract.ts';

declare global {
  interface Window {
    /** Given by the preload of the desktop app; a browser has none. */
    readonly lmcp?: LmcpBridge;
  }
}

export const DesktopContext = createContext<DesktopHost | null>(null);

/** What only the desktop app can do, or null in a browser: then whatever needs it is not shown. */
export function useDesktop(): DesktopHost | null {
  return useContext(DesktopContext);
}

/**
 * Shows the views that the tray and notifications ask for, as a link of the page does: what is staged stays.
 * @param base the part of the address before the view
 */
export function followOpenedViews(
  desktop: Pick<DesktopHost, 'onOpen'>,
  base: string,
  go: (path: string) => void,
): void {
  desktop.onOpen((view) => go(`${base}/${view}`));
}
