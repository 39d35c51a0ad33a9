import { joinedBytes } from '../../json/parts.ts';
import { resultLimits, scanJson } from '../../json/scan.ts';
import { splice } from '../message/splice.ts';

const mark = '"lmcp/audit":"outcome_unrecorded"';

/**
 * A result whose outcome row could not even be queued: it still goes out (the effect has happened), marked in its `_meta`
 * (AUDIT: Writing). Everything else stays byte for byte.
 */
export function markUnrecorded(result: Uint8Array): Uint8Array {
  const root = scanJson(result, resultLimits);
  const meta = root.members?.get('_meta');
  const parent = meta?.type === 'object' ? meta : root;
  const first = parent.members === null || parent.members.size === 0 ? '' : ',';
  const text = parent === root ? `"_meta":{${mark}}` : mark;
  const at = parent.start + 1;
  return joinedBytes(splice(result, root, [{ start: at, end: at, text: `${text}${first}` }]));
}
