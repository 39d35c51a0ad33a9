import { Ban, ClipboardCopy, Ellipsis, KeyRound, Trash2 } from 'lucide-react';
import { Link } from 'wouter';
import type { ClientSummary } from '../../../shared/contract-clients.ts';
import { formatCount, formatCounted } from '../../format/numbers.ts';
import { viewPath } from '../../format/view-path.ts';
import { Age } from '../../ui/age.tsx';
import { Badge } from '../../ui/badge.tsx';
import { Button } from '../../ui/button.tsx';
import { Drawer, DrawerBody, DrawerHead } from '../../ui/drawer.tsx';
import { type Fact, FactList, FactStrip } from '../../ui/facts.tsx';
import { IconButton } from '../../ui/icon-button.tsx';
import { Menu, MenuItem, MenuSeparator } from '../../ui/menu.tsx';
import { Moment } from '../../ui/moment.tsx';
import { Section } from '../../ui/section.tsx';
import { Status } from '../../ui/status.tsx';
import { Tile } from '../../ui/tile.tsx';
import { useNow } from '../../ui/use-now.ts';
import { ClientSettings } from './client-settings.tsx';
import { tokenState } from './token-state.ts';

export type ClientAct = 'snippet' | 'rotate' | 'revoke' | 'remove';

export interface ClientDrawerProps {
  client: ClientSummary;
  /** The title of its application. */
  appTitle: string;
  onAct: (act: ClientAct) => void;
  onClose: () => void;
}

/** One client: its token, what it reaches, how it is treated. */
export function ClientDrawer({ client, appTitle, onAct, onClose }: ClientDrawerProps) {
  const { id, lastUsedUs, sessions, streams, listed, toolLimit } = client;
  const { tone, word } = tokenState(client, useNow());
  const limit = toolLimit === null ? '' : ` of ${formatCount(toolLimit)}`;
  return (
    <Drawer label={id} onClose={onClose}>
      <DrawerHead
        icon={<Tile name={id} />}
        title={id}
        subtitle={appTitle}
        actions={
          <>
            <Button size="small" icon={ClipboardCopy} onClick={() => onAct('snippet')}>
              Snippet
            </Button>
            <ClientMenu client={client} onAct={onAct} />
          </>
        }
        onClose={onClose}
      />
      <FactStrip
        facts={[
          { label: 'Token', value: <Status tone={tone} word={word} /> },
          { label: 'Last seen', value: <Age us={lastUsedUs} none="Never" /> },
          { label: 'Open', value: openWords(sessions, streams) },
          { label: 'Tools listed', value: `${formatCount(listed)}${limit}` },
        ]}
      />
      <DrawerBody>
        <TokenSection client={client} onAct={onAct} />
        <ReachSection client={client} />
        <ClientSettings key={id} id={id} />
      </DrawerBody>
    </Drawer>
  );
}

function openWords(sessions: number, streams: number): string {
  if (sessions + streams === 0) return 'Nothing';
  const parts = [
    sessions > 0 ? formatCounted(sessions, 'session') : '',
    streams > 0 ? formatCounted(streams, 'stream') : '',
  ];
  return parts.filter((part) => part !== '').join(', ');
}

interface ClientPartProps {
  client: ClientSummary;
  onAct: (act: ClientAct) => void;
}

export function ClientMenu({ client, onAct }: ClientPartProps) {
  return (
    <Menu trigger={<IconButton icon={Ellipsis} label={`More for ${client.id}`} />}>
      <MenuItem icon={ClipboardCopy} onSelect={() => onAct('snippet')}>
        Copy its snippet
      </MenuItem>
      <MenuItem icon={KeyRound} onSelect={() => onAct('rotate')}>
        Rotate the token
      </MenuItem>
      <MenuItem icon={Ban} danger disabled={!hasToken(client)} onSelect={() => onAct('revoke')}>
        Revoke the token
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={Trash2} danger onSelect={() => onAct('remove')}>
        Remove
      </MenuItem>
    </Menu>
  );
}

function TokenSection({ client, onAct }: ClientPartProps) {
  const nowMs = useNow();
  const token = client.tokens.find(({ state }) => state === 'active') ?? client.tokens[0];
  const inGrace = client.tokens.filter(({ state }) => state === 'grace').length;
  return (
    <Section title="Token">
      {token === undefined ? (
        <p className="text-12 text-ink-3">It has none: rotating gives it one.</p>
      ) : (
        <FactList
          facts={[
            { label: 'Made', value: <Age us={token.createdUs} /> },
            endOf(token.expiresUs, nowMs),
            { label: 'Last used', value: <Age us={token.lastUsedUs} none="Never" /> },
            ...(inGrace > 0
              ? [{ label: 'Before it', value: 'The old token still works for some minutes' }]
              : []),
          ]}
        />
      )}
      <div className="mt-12 flex gap-8">
        <Button icon={KeyRound} onClick={() => onAct('rotate')}>
          Rotate
        </Button>
        <Button
          tone="danger"
          icon={Ban}
          disabledReason={hasToken(client) ? null : 'It has no token that works'}
          onClick={() => onAct('revoke')}
        >
          Revoke
        </Button>
      </div>
    </Section>
  );
}

function hasToken({ tokens }: ClientSummary): boolean {
  return tokens.some(({ state }) => state === 'active' || state === 'grace');
}

function endOf(expiresUs: number | null, nowMs: number): Fact {
  if (expiresUs === null) return { label: 'Ends', value: 'Never' };
  const label = expiresUs / 1_000 <= nowMs ? 'Ended' : 'Ends';
  return { label, value: <Moment us={expiresUs} /> };
}

function ReachSection({ client }: { client: ClientSummary }) {
  return (
    <Section title="Reach">
      {client.allowServers.length === 0 ? (
        <p className="text-12 text-ink-3">It reaches no server.</p>
      ) : (
        <p className="flex flex-wrap gap-6">
          {client.allowServers.map((server) => (
            <Badge key={server}>{server}</Badge>
          ))}
        </p>
      )}
      <p className="mt-8 text-12">
        <Link
          href={viewPath('/access', { client: client.id })}
          className="text-blue hover:underline"
        >
          Change it in Access
        </Link>
      </p>
    </Section>
  );
}
