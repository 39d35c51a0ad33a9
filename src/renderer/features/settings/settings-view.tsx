import clsx from 'clsx';
import { useRef, useState } from 'react';
import type { EngineStatus } from '../../../shared/contract-engine.ts';
import { RegistryRefused } from '../../alarm/registry-refused.tsx';
import { useMethod } from '../../api.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Truncated } from '../../ui/truncated.tsx';
import { DoctorGroup } from './doctor-group.tsx';
import { AboutGroup, SecretsGroup } from './fact-groups.tsx';
import { FieldGroup } from './field-group.tsx';
import { GeneralGroup } from './general-group.tsx';
import { RestartBar } from './restart-bar.tsx';
import { withoutSection } from './setting-name.ts';
import { settingSections } from './settings-sections.ts';
import type { SettingsInForce } from './use-setting.ts';

const places = [
  { id: 'general', title: 'General' },
  ...settingSections.map(({ id, title }) => ({ id, title })),
  { id: 'secrets', title: 'Secrets' },
  { id: 'doctor', title: 'Check-up' },
  { id: 'about', title: 'About' },
];

/** The values in force, what they mean, and what needs a restart. */
export function SettingsView() {
  const { data: status } = useMethod('engine.status', {});
  const { data: inForce } = useMethod('engine.settings', {});
  return (
    <>
      <PageHeader title="Settings" fact={inForce && <Truncated text={inForce.registryPath} />}>
        {inForce && <CopyButton text={inForce.registryPath} label="Copy the path" />}
      </PageHeader>
      {status && inForce ? (
        <SettingsPage status={status} inForce={inForce} />
      ) : (
        <Skeleton awaiting="Waiting for the settings in force" rowHeight={52} />
      )}
    </>
  );
}

interface SettingsPageProps {
  status: EngineStatus;
  inForce: SettingsInForce;
}

function SettingsPage({ status, inForce }: SettingsPageProps) {
  const box = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState('general');
  const onScroll = () => setPlace((before) => topmost(box.current) ?? before);
  const restart = inForce.restartRequired.map(withoutSection);
  return (
    <div className="relative flex min-h-0 flex-1">
      <nav
        aria-label="Sections"
        className="w-176 flex-none border-line border-r px-16 py-18 max-wide:w-140"
      >
        {places.map(({ id, title }) => (
          <button
            key={id}
            type="button"
            aria-current={id === place || undefined}
            onClick={() => document.getElementById(id)?.scrollIntoView({ block: 'start' })}
            className={clsx(
              'mb-1 flex h-30 w-full items-center rounded-6 px-8 text-left',
              id === place ? 'bg-pressed font-550' : 'font-450 text-ink-2 hover:bg-hover',
            )}
          >
            {title}
          </button>
        ))}
      </nav>
      <div ref={box} onScroll={onScroll} className="min-h-0 flex-1 overflow-y-auto px-24 py-20">
        <div className="mx-auto w-620 max-w-full pb-64">
          {inForce.problem && (
            <div className="mb-20">
              <RegistryRefused problem={inForce.problem} />
            </div>
          )}
          <GeneralGroup />
          {settingSections.map((section) => (
            <FieldGroup key={section.id} section={section} inForce={inForce} />
          ))}
          <SecretsGroup backend={inForce.secretBackend} />
          <DoctorGroup />
          <AboutGroup status={status} />
        </div>
      </div>
      <RestartBar settings={restart} />
    </div>
  );
}

/** The section whose heading has passed the top last. */
function topmost(box: HTMLElement | null): string | undefined {
  if (box === null) return undefined;
  const { top } = box.getBoundingClientRect();
  const atEnd = box.scrollHeight - box.scrollTop - box.clientHeight < 2;
  if (atEnd) return places.at(-1)?.id;
  const above = places.filter(({ id }) => {
    const section = document.getElementById(id);
    return section !== null && section.getBoundingClientRect().top - top < 60;
  });
  return above.at(-1)?.id;
}
