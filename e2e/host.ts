import type { Page } from 'playwright-core';
import type { Installation } from './installation.ts';

export interface OpenedHost {
  readonly page: Page;
  close(): Promise<void>;
}

/** Who shows the control center. */
export interface Host {
  readonly name: 'browser' | 'electron';
  /** Why it cannot run here, or null. */
  unavailable(): string | null;
  /** Starts the engine on this installation and opens a page that may manage it. */
  open(installation: Installation): Promise<OpenedHost>;
}
