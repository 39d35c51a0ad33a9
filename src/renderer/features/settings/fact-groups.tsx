import { Link } from 'wouter';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { formatBytes, formatCounted } from '../../format/numbers.ts';
import { formatMoment } from '../../format/times.ts';
import { buttonClass } from '../../ui/button-class.ts';
import { Code } from '../../ui/code.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Status } from '../../ui/status.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import { SettingGroup, SettingRow } from './setting-row.tsx';
import type { SettingsInForce } from './use-setting.ts';

/** Facts of the endpoint that are no choice. */
export function EndpointFacts({ protocols }: { protocols: readonly string[] }) {
  return (
    <>
      <SettingRow
        title="This computer only"
        text="This version listens on no other network interface, whatever the address."
      >
        <Status tone="ready" word="Always" />
      </SettingRow>
      <SettingRow title="Protocol" text="Both eras answer on one endpoint.">
        {protocols.slice(0, 2).join(', ')} and earlier
      </SettingRow>
    </>
  );
}

export function AuditFacts({ log: { rows, bytes } }: { log: SettingsInForce['log'] }) {
  return (
    <SettingRow title="Log size" text="Every decision is one row; nothing is ever deleted.">
      <span className="text-12">
        {formatBytes(bytes)}, {formatCounted(rows, 'row')}
      </span>
      <Link href="/audit?verify" className={buttonClass({})}>
        Verify
      </Link>
    </SettingRow>
  );
}

const backends: Readonly<Record<string, readonly [name: string, text: string]>> = {
  keychain: ['Keychain', 'The keychain of this computer holds tokens and secrets of servers.'],
  encrypted_file: ['Encrypted file', 'A file that your passphrase opens when the engine starts.'],
  key_file: [
    'Key file',
    'An encrypted file whose key lies beside it: whoever reads your files reads your secrets. Use the keychain or a passphrase where you can.',
  ],
};

export function SecretsGroup({ backend }: { backend: string }) {
  const [name, text] = backends[backend] ?? [backend, ''];
  const weak = backend === 'key_file';
  return (
    <SettingGroup id="secrets" title="Secrets">
      <SettingRow
        title="Stored in"
        text={`${text} Chosen at the first start; it never changes by itself.`}
      >
        <Status tone={weak ? 'waiting' : 'ready'} word={name} />
      </SettingRow>
      <SettingRow
        title="Management token"
        text="It opens everything that this window can do. A new one ends the old one, and every open page, at once."
      >
        <span className="w-280">
          <Code text="lmcp management rotate" />
        </span>
      </SettingRow>
    </SettingGroup>
  );
}

export function AboutGroup({ status }: { status: EngineStatus }) {
  return (
    <SettingGroup id="about" title="About">
      <SettingRow
        title="LMCP"
        text={`Running since ${formatMoment(status.startedUs)}, process ${status.pid}.`}
      >
        {status.version}
      </SettingRow>
      <PathRow
        title="Registry"
        text="The only source of settings; edits of the file count as well."
        path={status.registryPath}
      />
      <PathRow
        title="Data"
        text="Audit log, tokens, definitions and secrets."
        path={status.dataDir}
      />
    </SettingGroup>
  );
}

function PathRow({ title, text, path }: { title: string; text: string; path: string }) {
  return (
    <SettingRow title={title} text={text}>
      <Truncated text={path} className="max-w-260" />
      <CopyButton
        text={path}
        label={`Copy the path of ${title}`}
        tone="ghost"
        size="small"
        iconOnly
      />
    </SettingRow>
  );
}
