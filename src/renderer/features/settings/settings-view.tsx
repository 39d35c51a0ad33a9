import { Settings } from 'lucide-react';
import { Empty } from '../../ui/empty.tsx';
import { PageHeader } from '../../ui/page-header.tsx';

/** The values in force, what they mean, and what needs a restart. */
export function SettingsView() {
  return (
    <>
      <PageHeader title="Settings" />
      <Empty fill icon={Settings} title="Settings are in registry.yaml">
        The engine reads the file again when it changes.
      </Empty>
    </>
  );
}
