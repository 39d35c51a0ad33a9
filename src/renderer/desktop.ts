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
