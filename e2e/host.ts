import type { Page } from 'playwright-core';
import type { Installation } from './installation.ts';

export interface OpenedHost {
  readonly page: Page;
  /** What was copied, as another program gets it: reading it in our page is forbidden. */
  pasted(): Promise<string>;
  /**
   * Does what makes the page save a file under a name of its own, as a person who takes the offered name.
   * @returns where the file is; in the app it may still be written
   */
  saveInto(directory: string, act: () => Promise<void>): Promise<string>;
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
