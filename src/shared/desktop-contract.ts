import { z } from 'zod';
import type { ManagementEvent } from './contract-events.ts';
import { method, nothing, wireError } from './contract-method.ts';
import type { Reply } from './errors.ts';

/** Where the engine inside the desktop app stands; `error` says why it is `failed`. */
export const hostedEngine = z.strictObject({
  state: z.enum(['stopped', 'starting', 'running', 'stopping', 'failed']),
  error: wireError.nullable(),
});

const loginItem = z.strictObject({
  /** False where the platform has no such thing, or the app is not installed. */
  supported: z.boolean(),
  open: z.boolean(),
});

/**
 * The second contract, beside the engine's: what only the desktop app can do. In a browser the global `lmcp` is missing, and
 * the control center hides what needs it.
 */
export const desktopContract = {
  engine: method(nothing, hostedEngine),
  startEngine: method(nothing, hostedEngine),
  stopEngine: method(nothing, hostedEngine),
  /** The system's own dialog; the one path that an export may then write. Null when the person cancelled. */
  chooseSavePath: method(
    z.strictObject({
      suggestedName: z
        .string()
        .min(1)
        .max(128)
        .regex(/^[A-Za-z0-9][A-Za-z0-9 ._-]*$/, 'a plain file name'),
    }),
    z.strictObject({ path: z.string().nullable() }),
  ),
  openAtLogin: method(nothing, loginItem),
  setOpenAtLogin: method(z.strictObject({ open: z.boolean() }), loginItem),
  /** Opens an https address in the browser after a person confirmed it in a dialog (EL-6). */
  openExternal: method(
    z.strictObject({ url: z.string().max(2_048) }),
    z.strictObject({ opened: z.boolean() }),
  ),
  /** Stops the engine and every child, then ends the app. */
  quit: method(nothing, nothing),
} as const;

export type DesktopVerb = keyof typeof desktopContract;
export type HostedEngine = z.output<typeof hostedEngine>;

type Inputs = { [V in DesktopVerb]: z.input<(typeof desktopContract)[V]['input']> };
type Outputs = { [V in DesktopVerb]: z.output<(typeof desktopContract)[V]['output']> };

/** The desktop's abilities as a page sees them: each a function of its own; a reply, never an exception. */
export type DesktopHost = {
  readonly [V in DesktopVerb]: (input: Inputs[V]) => Promise<Reply<Outputs[V]>>;
} & {
  readonly platform: 'darwin' | 'win32' | 'linux';
  /** Tells where the engine stands whenever that changes. Returns the function that ends it. */
  onEngine(listener: (engine: HostedEngine) => void): () => void;
  /** Tells which view the tray or a notification asks for. Returns the function that ends it. */
  onOpen(listener: (view: string) => void): () => void;
};

/** What the preload gives the page under the global name `lmcp`: named functions, no channel and no event object (EL-8). */
export interface LmcpBridge {
  /** One method of the engine's contract. Replies `unreachable` while the engine is stopped. */
  invoke(method: string, input: unknown): Promise<Reply<unknown>>;
  /** Every event of the engine. Returns the function that ends it. */
  onEvent(listener: (event: ManagementEvent) => void): () => void;
  readonly host: DesktopHost;
}
