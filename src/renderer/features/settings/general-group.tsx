import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { fromWire } from '../../../shared/errors.ts';
import { useDesktop } from '../../desktop.ts';
import { usePreferences } from '../../preferences.ts';
import { Segmented } from '../../ui/segmented.tsx';
import { Switch } from '../../ui/switch.tsx';
import { SettingError, SettingGroup, SettingRow } from './setting-row.tsx';

const themes = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
] as const;

/** What concerns this window or this app, not the engine. */
export function GeneralGroup() {
  const [{ theme, singleKeys }, setPreferences] = usePreferences();
  const desktop = useDesktop();
  return (
    <SettingGroup id="general" title="General">
      <SettingRow title="Theme" text="System follows the setting of this computer.">
        <Segmented
          label="Theme"
          value={theme}
          segments={themes}
          onChange={(next) => setPreferences({ theme: next })}
        />
      </SettingRow>
      <SettingRow
        title="Shortcuts of a single key"
        text="Such as N to add or G S to go to Servers. They never fire in a field."
      >
        <Switch
          label="Shortcuts of a single key"
          checked={singleKeys}
          onChange={(on) => setPreferences({ singleKeys: on })}
        />
      </SettingRow>
      {desktop && <LoginItemRow />}
    </SettingGroup>
  );
}

function LoginItemRow() {
  const desktop = useDesktop();
  const queries = useQueryClient();
  const [working, setWorking] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ['desktop', 'openAtLogin'],
    queryFn: async () => {
      const reply = await desktop?.openAtLogin({});
      if (reply && !reply.ok) throw fromWire(reply.error);
      return reply?.value ?? null;
    },
  });
  if (!data?.supported) return null;
  const change = async (open: boolean) => {
    setWorking(true);
    const reply = await desktop?.setOpenAtLogin({ open });
    setWorking(false);
    setError(reply && !reply.ok ? reply.error.message : null);
    await queries.invalidateQueries({ queryKey: ['desktop', 'openAtLogin'] });
  };
  return (
    <SettingRow
      title="Open at login"
      text="Starts in the tray, with the gateway running."
      failure={error !== null && <SettingError text={error} />}
    >
      <Switch
        label="Open at login"
        checked={data.open}
        working={working}
        onChange={(open) => void change(open)}
      />
    </SettingRow>
  );
}
