import type { GroupHandlers } from '../../../shared/contract.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, refuseOverHttp } from './context.ts';

export function managementHandlers({
  services,
  consents,
}: HandlerContext): GroupHandlers<'management', Operator> {
  const { tokens, audit, engine } = services;
  return {
    rotate: async (_input, { actor }) => {
      audit.assertWritable();
      const { tokenId, token } = await tokens.rotateManagement();
      // Where there was no token before, none has ended that would take them along.
      engine.signOutBrowsers();
      await audit.event({
        kind: 'token.rotated',
        actor,
        detail: { token_id: tokenId, token_kind: 'management' },
      });
      return { token };
    },
    uiLink: async (_input, operator) => {
      // A browser that is logged in must not be able to log another one in.
      refuseOverHttp(operator, 'Asking for a link');
      return { link: await engine.uiLink(operator.actor) };
    },
    consents: async (_input, operator) => {
      refuseOverHttp(operator, 'Showing the codes');
      return { waiting: consents.waiting().map((one) => ({ ...one, lines: [...one.lines] })) };
    },
  };
}
