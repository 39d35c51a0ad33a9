import type { Attention } from '../../shared/contract-overview.ts';
import { formatCounted } from './numbers.ts';
import { formatMoment } from './times.ts';
import { toSentence } from './to-sentence.ts';
import { viewPath } from './view-path.ts';

export interface NeedWords {
  /** What happened. */
  readonly title: string;
  /** What it means; may hold text of a server. */
  readonly text: string;
  /** The one act that helps, and where it is done. */
  readonly act: { readonly label: string; readonly path: string };
}

type Describe = (about: Attention) => Omit<NeedWords, 'act'>;

const words: Readonly<Record<Attention['kind'], Describe>> = {
  history_alarm: ({ detail }) => ({
    title: 'The audit log is not the one that it was.',
    text: detail || 'Every token is held until you acknowledge it',
  }),
  audit_unwritable: ({ detail }) => ({
    title: 'The audit log cannot be written.',
    text: detail || 'Every call is refused',
  }),
  registry_refused: ({ detail }) => ({
    title: 'registry.yaml is not valid.',
    text: `${toSentence(detail)} The last good registry stays in force`,
  }),
  server_broken: ({ server, detail }) => ({
    title: `The entry of ${server} is not valid.`,
    text: detail,
  }),
  server_failing: ({ server, detail }) => ({
    title: `${server} does not run.`,
    text: detail,
  }),
  definition_changed: ({ server, count }) => ({
    title: `${server} changed ${formatCounted(count, 'definition')}.`,
    text: 'Withdrawn from clients until you look',
  }),
  sign_in: ({ server, detail }) => ({
    title: `${server} needs you to sign in.`,
    text: detail || 'Clients can use none of its tools until then',
  }),
  definition_pending: ({ server, count }) => ({
    title: `${server} offers ${formatCounted(count, 'new definition')}.`,
    text: 'No client sees them until you approve',
  }),
  token_expiring: ({ client, detail }) => ({
    title: `The token of ${client} expires soon.`,
    text: untilWhen(detail),
  }),
  no_token: ({ client }) => ({
    title: `${client} has no token.`,
    text: 'It cannot connect until you make one',
  }),
  tools_over_limit: ({ client, detail }) => ({
    title: `${client} is offered more tools than its application takes.`,
    text: detail,
  }),
  restart_required: ({ count, detail }) => ({
    title: `${formatCounted(count, 'setting')} ${count === 1 ? 'needs' : 'need'} a restart.`,
    text: detail,
  }),
  weak_secret_store: ({ detail }) => ({
    title: 'Secrets lie beside their key.',
    text: detail || 'Whoever reads your files reads them',
  }),
};

/** @param detail when the token ends, in ISO 8601. */
function untilWhen(detail: string): string {
  const atMs = Date.parse(detail);
  if (Number.isNaN(atMs)) return 'It is refused from then on';
  return `It is refused from ${formatMoment(atMs * 1_000)} on`;
}

const labels: Readonly<Record<Attention['act'], string>> = {
  acknowledge_history: 'Acknowledge',
  free_disk: 'Show the log',
  mend_registry: 'Show settings',
  edit_server: 'Edit entry',
  show_log: 'Show log',
  review: 'Review',
  sign_in: 'Sign in',
  rotate_token: 'Rotate token',
  choose_tools: 'Choose tools',
  restart: 'Show settings',
  choose_secret_store: 'Show settings',
};

/** Something that waits for a person, in words, with the way to the act that helps. */
export function describeAttention(about: Attention): NeedWords {
  return {
    ...words[about.kind](about),
    act: { label: labels[about.act], path: pathOf(about) },
  };
}

function pathOf({ act, server, client }: Attention): string {
  switch (act) {
    case 'show_log':
      return serverPath(server, 'log');
    case 'edit_server':
      return serverPath(server, 'setup');
    case 'review':
      return serverPath(server, 'changes');
    case 'sign_in':
      return serverPath(server);
    case 'rotate_token':
      return viewPath('/clients', { client });
    case 'choose_tools':
      return viewPath('/access', { client });
    case 'acknowledge_history':
    case 'free_disk':
      return '/audit';
    default:
      return '/settings';
  }
}

function serverPath(server: string | null, tab: string | null = null): string {
  return viewPath('/servers', { server, tab });
}
