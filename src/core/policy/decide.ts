import type { RegistrySnapshot } from '../registry/snapshot.ts';

export interface Target {
  readonly serverId: string;
  /** The tool's real name; null asks about the server as a whole. */
  readonly tool: string | null;
}

export interface Decision {
  readonly effect: 'allow' | 'deny' | 'ask';
  /** True when the server itself is not granted (or unknown): the answer must not tell it from one that does not exist. */
  readonly hidden: boolean;
  /** Which line of the registry decided, as a path: `servers.github.tool_policy.deny[0]`. */
  readonly rule: string;
  readonly revision: number;
  readonly message: string;
}

export type Decide = (snapshot: RegistrySnapshot, clientId: string, target: Target) => Decision;
