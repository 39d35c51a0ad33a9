import { AppError } from '../shared/errors.ts';
import { showHostileLine } from '../shared/hostile-characters.ts';

export interface ExternalPorts {
  /** Shows the question; resolves with the index of the button. */
  ask(question: {
    message: string;
    detail: string;
    buttons: string[];
    defaultId: number;
    cancelId: number;
  }): Promise<number>;
  /** The system's browser; takes an address, never a command line. */
  open(url: string): Promise<void>;
}

const cancel = 0;
const proceed = 1;

/**
 * The one way out of the app to a browser: https alone, and only after a person has seen the whole address and said yes;
 * Cancel is the default (EL-6, AU-19).
 * @throws AppError `invalid_input` for any other address
 */
export async function confirmExternal(address: string, ports: ExternalPorts): Promise<boolean> {
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'https:' || url.username !== '' || url.password !== '') {
    throw new AppError('invalid_input', 'Only https addresses are opened');
  }
  const answer = await ports.ask({
    message: `Open ${url.host} in your browser?`,
    detail: showHostileLine(url.href),
    buttons: ['Cancel', 'Open in browser'],
    defaultId: cancel,
    cancelId: cancel,
  });
  if (answer !== proceed) return false;
  await ports.open(url.href);
  return true;
}
