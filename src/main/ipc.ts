import { z } from 'zod';
import type { Operator } from '../core/management/dispatch.ts';
import { desktopChannels } from '../shared/desktop-channels.ts';
import { desktopContract } from '../shared/desktop-contract.ts';
import { AppError, type Reply, toWire } from '../shared/errors.ts';
import type { DesktopHandlers } from './desktop-handlers.ts';
import { isOwnUrl } from './own-url.ts';

/** Who sends: what we read of Electron's event. */
export interface IpcSender {
  readonly sender: { readonly id: number };
  readonly senderFrame: { readonly url: string; readonly parent: unknown } | null;
}

/** What we use of ipcMain. */
export interface IpcDoor {
  handle(
    channel: string,
    listener: (event: IpcSender, ...args: unknown[]) => Promise<unknown>,
  ): void;
}

export interface IpcOptions {
  readonly ipcMain: IpcDoor;
  readonly dispatch: (
    method: string,
    input: unknown,
    operator: Operator,
  ) => Promise<Reply<unknown>>;
  readonly host: DesktopHandlers;
  /** The one page that may ask; `signal` aborts when it is gone. Null while there is none. */
  readonly page: () => { readonly id: number; readonly signal: AbortSignal } | null;
  /** Puts on record that a sender was refused. */
  readonly onRefused: (reason: string) => void;
  /** True for a path that a person chose in a dialog since the start. */
  readonly isChosenPath: (path: string) => boolean;
}

/** The only user of ipcMain: sender first, then the schema (EL-7). Replies are values; nothing is thrown across. */
export function openIpcDoor(options: IpcOptions): void {
  const { ipcMain, page, onRefused } = options;
  const answer = (
    channel: string,
    work: (name: string, input: unknown, signal: AbortSignal) => Promise<Reply<unknown>>,
  ) => {
    ipcMain.handle(channel, async (event, name, input): Promise<Reply<unknown>> => {
      const asking = page();
      const reason = refusalOf(event, asking?.id ?? null);
      if (reason !== null || asking === null) {
        onRefused(`${channel}: ${reason ?? 'no page is open'}`);
        return failure(new AppError('unauthorized', 'This page may not ask', { hint: '' }));
      }
      try {
        return await work(z.string().max(64).parse(name), input, asking.signal);
      } catch (error) {
        return failure(error instanceof z.ZodError ? new AppError('invalid_input') : error);
      }
    });
  };
  answer(desktopChannels.invoke, (method, input, signal) => {
    const path = exportPath(method, input);
    if (path !== null && !options.isChosenPath(path)) {
      throw new AppError('invalid_input', 'An export goes where a person chose to save it');
    }
    const operator: Operator = { actor: { type: 'operator', door: 'ipc' }, signal };
    return options.dispatch(method, input, operator);
  });
  answer(desktopChannels.host, async (verb, input) => ({
    ok: true,
    value: await callHost(options.host, verb, input),
  }));
}

/** Why a sender is refused, or null: only the main frame of the app's own page, in the one window, may ask. */
export function refusalOf(event: IpcSender, ownId: number | null): string | null {
  const { sender, senderFrame } = event;
  if (senderFrame === null) return 'its frame is gone';
  if (senderFrame.parent !== null) return 'it is not the main frame';
  if (!isOwnUrl(senderFrame.url)) return "it is not the app's own page";
  return sender.id === ownId ? null : 'it is another window';
}

type HostCall = (input: unknown) => Promise<unknown>;

async function callHost(host: DesktopHandlers, verb: string, input: unknown): Promise<unknown> {
  if (!Object.hasOwn(desktopContract, verb)) throw new AppError('unknown_method');
  const name = verb as keyof typeof desktopContract;
  // From a name to its handler: the contract gave both, the compiler cannot see it.
  const call = host[name] as HostCall;
  const { input: schema, output } = desktopContract[name];
  return output.parse(await call(schema.parse(input ?? {})));
}

/** The file that a page asks the engine to write, or null for every other method. */
function exportPath(method: string, input: unknown): string | null {
  if (method !== 'audit.export') return null;
  const given = z.object({ path: z.string() }).safeParse(input);
  return given.success ? given.data.path : null;
}

function failure(error: unknown): Reply<never> {
  return { ok: false, error: toWire(error) };
}
