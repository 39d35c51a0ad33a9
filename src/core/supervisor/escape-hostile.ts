import { showHostile } from '../../shared/hostile-characters.ts';

/** CSI, OSC and two-byte terminal sequences. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const terminal = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])/g;

/** Text of a server made safe for a terminal or a window: colours go, what could deceive the eye is shown as `\u{…}`. */
export function escapeHostile(text: string): string {
  return showHostile(text.replaceAll('\r\n', '\n').replace(terminal, ''));
}
