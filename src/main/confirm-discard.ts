import type { ExternalPorts } from './open-external.ts';

export type AskDiscard = ExternalPorts['ask'];

const keep = 0;
const discard = 1;

/** Asks whether staged edits may be lost with the page that holds them; Keep is the default. */
export async function confirmDiscard(ask: AskDiscard): Promise<boolean> {
  const answer = await ask({
    message: 'Discard the staged edits?',
    detail: 'Access holds edits that were not applied. The gateway goes on either way.',
    buttons: ['Keep', 'Discard'],
    defaultId: keep,
    cancelId: keep,
  });
  return answer === discard;
}
