import type { TokenKind } from './token-service.ts';

/** Whose token: a client's, or the one of the management door. */
export interface TokenHolder {
  readonly kind: TokenKind;
  /** Null for the management door. */
  readonly clientId: string | null;
  /** Where the text of the current token lies in the secret store. */
  readonly secretName: string;
  /** For messages. */
  readonly title: string;
}

export const managementHolder: TokenHolder = {
  kind: 'management',
  clientId: null,
  secretName: 'engine/management-token',
  title: 'The management door',
};

export function clientHolder(clientId: string): TokenHolder {
  return {
    kind: 'client',
    clientId,
    secretName: `client/${clientId}`,
    title: `The client ${clientId}`,
  };
}
