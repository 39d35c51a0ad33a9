import type { GroupHandlers } from '../../../shared/contract.ts';
import type { Operator } from '../dispatch.ts';
import { type HandlerContext, requireServer } from './context.ts';
import { requireInForce } from './server-commands.ts';
import { viewServer } from './server-view.ts';

type SignInHandlers = Pick<GroupHandlers<'servers', Operator>, 'signIn' | 'signOut'>;

/** What a server answers is part of the question where to sign in; one that hangs is not waited for longer. */
const askMs = 10_000;

/** Sign-in to HTTP servers. The word goes on record before it takes effect (MG-11). */
export function serverSignIn(context: HandlerContext): SignInHandlers {
  const { services } = context;
  const { audit, pool, signIns } = services;
  return {
    signIn: async ({ id }, { actor, signal }) => {
      requireServer(context, id);
      requireInForce(context, id);
      await audit.event({
        kind: 'command.given',
        actor,
        server: id,
        detail: { command: 'sign_in' },
      });
      if (services.registry.current.servers.get(id)?.transport === 'http') {
        // It says why and where by refusing; that it is refused is no failure here.
        const waiting = AbortSignal.any([signal, AbortSignal.timeout(askMs)]);
        if (viewServer(services, id).state === 'stopped')
          await pool.startServer(id, waiting).catch(() => undefined);
      }
      return signIns.begin(id, actor);
    },
    signOut: async ({ id }, { actor }) => {
      requireServer(context, id);
      const detail = { command: 'sign_out' };
      await audit.event({ kind: 'command.given', actor, server: id, detail });
      const had = await signIns.signOut(id, actor);
      if (had) await pool.stopServer(id, 'Signed out');
      return { signedOut: had };
    },
  };
}
