import type { GroupHandlers } from '../../../shared/contract.ts';
import type { Operator } from '../dispatch.ts';
import type { HandlerContext } from './context.ts';

export function managementHandlers({
  services,
}: HandlerContext): GroupHandlers<'management', Operator> {
  const { tokens, audit } = services;
  return {
    rotate: async (_input, { actor }) => {
      audit.assertWritable();
      const { tokenId, token } = await tokens.rotateManagement();
      await audit.event({
        kind: 'token.rotated',
        actor,
        detail: { token_id: tokenId, token_kind: 'management' },
      });
      return { token };
    },
  };
}
