import { useId, useState } from 'react';
import { useDesktop } from '../../desktop.ts';
import { EditFailure } from '../../editing/edit-failure.tsx';
import { missing } from '../../format/numbers.ts';
import { AuditFacts, EndpointFacts } from './fact-groups.tsx';
import { ManagementOffDialog } from './management-off-dialog.tsx';
import { readSetting } from './read-setting.ts';
import { SettingControl } from './setting-control.tsx';
import type { SettingField, SettingSection, SettingValue } from './setting-field.ts';
import { withoutSection } from './setting-name.ts';
import { SettingError, SettingGroup, SettingRow } from './setting-row.tsx';
import { type SettingModel, type SettingsInForce, useSetting } from './use-setting.ts';

export interface FieldGroupProps {
  section: SettingSection;
  inForce: SettingsInForce;
}

/** The settings of one section, with the facts that belong to them. */
export function FieldGroup({ section, inForce }: FieldGroupProps) {
  return (
    <SettingGroup id={section.id} title={section.title}>
      {section.fields.map((field) => (
        <FieldRow key={field.path} field={field} inForce={inForce} />
      ))}
      {section.id === 'endpoint' && <EndpointFacts protocols={inForce.protocols} />}
      {section.id === 'audit' && <AuditFacts log={inForce.log} />}
    </SettingGroup>
  );
}

interface FieldRowProps {
  field: SettingField;
  inForce: SettingsInForce;
}

function FieldRow({ field, inForce }: FieldRowProps) {
  const labelId = useId();
  const setting = useSetting(field, inForce);
  const host = useDesktop() === null ? 'browser' : 'desktop';
  const [closing, setClosing] = useState(false);
  const { path, title } = field;
  const text = typeof field.text === 'string' ? field.text : field.text[host];
  const value = readSetting(inForce.settings, path);
  const given = inForce.given[`lmcp.${path}`];
  const later = inForce.needRestart.map(withoutSection).includes(path);
  const change = (next: SettingValue) => {
    if (host === 'browser' && closesThisPage(field, next)) setClosing(true);
    else setting.save(next);
  };
  if (given !== undefined)
    return (
      <SettingRow
        title={title}
        text={`${text} Set by --${path} on the command line of this run; the registry says ${value}.`}
      >
        {given}
      </SettingRow>
    );
  return (
    <SettingRow
      title={title}
      labelId={labelId}
      text={later ? `${text} Takes a restart.` : text}
      needsRestart={inForce.restartRequired.map(withoutSection).includes(path)}
      failure={<Failure setting={setting} />}
    >
      {value === null ? (
        missing
      ) : (
        <SettingControl
          field={field}
          value={value}
          typed={setting.typed}
          labelId={labelId}
          working={setting.edit.working}
          disabledReason={setting.edit.stale === null ? setting.edit.disabledReason : null}
          onType={setting.type}
          onTake={setting.take}
          onChange={change}
        />
      )}
      {closing && <ManagementOffDialog inForce={inForce} onClose={() => setClosing(false)} />}
    </SettingRow>
  );
}

/** Why the last change was not taken. */
function Failure({ setting }: { setting: SettingModel }) {
  const { typed, invalid, edit, saveOnTop } = setting;
  if (invalid !== null) return <SettingError text={invalid} />;
  const onTop = { label: 'Save mine on top', run: saveOnTop };
  return <EditFailure edit={edit} {...(typed !== null && { onTop })} />;
}

/** A page that came over HTTP loses its engine with this change, and the undo with it. */
function closesThisPage({ path }: SettingField, next: SettingValue): boolean {
  return path === 'management_http' && next === false;
}
