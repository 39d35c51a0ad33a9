import { CircleCheck, CircleX, Stethoscope, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { Finding } from '../../../shared/contract-engine.ts';
import { useAct } from '../../api.ts';
import { Button } from '../../ui/button.tsx';
import { SettingError, SettingGroup, SettingRow } from './setting-row.tsx';

/** What is wrong or weak on this machine, asked for by a click. */
export function DoctorGroup() {
  const { run, working, error, disabledReason } = useAct('engine.doctor');
  const [findings, setFindings] = useState<readonly Finding[] | null>(null);
  const examine = async (fix: boolean) => {
    const answer = await run({ fix });
    if (answer !== null) setFindings(answer.findings);
  };
  const weak = findings?.filter(({ level }) => level !== 'ok') ?? [];
  return (
    <SettingGroup id="doctor" title="Check-up">
      <SettingRow
        title="Check this computer"
        text={
          findings === null
            ? 'Registry, files and their rights, secret store, audit log, commands of servers.'
            : summary(findings.length, weak.length)
        }
        failure={error && <SettingError text={error.message} />}
      >
        {weak.length > 0 && (
          <Button
            working={working}
            disabledReason={disabledReason}
            onClick={() => void examine(true)}
          >
            Repair what can be
          </Button>
        )}
        <Button
          icon={Stethoscope}
          working={working}
          disabledReason={disabledReason}
          onClick={() => void examine(false)}
        >
          Check
        </Button>
      </SettingRow>
      {findings && <FindingList findings={findings} />}
    </SettingGroup>
  );
}

function summary(all: number, weak: number): string {
  return weak === 0 ? `All ${all} checks are well.` : `${weak} of ${all} checks found something.`;
}

const looks = {
  ok: [CircleCheck, 'text-green', 'Well'],
  warning: [TriangleAlert, 'text-amber', 'Warning'],
  failure: [CircleX, 'text-red', 'Failure'],
} as const;

function FindingList({ findings }: { findings: readonly Finding[] }) {
  return (
    <ul className="border-line border-t px-16 py-8">
      {findings.map(({ check, level, text, hint, fixed }) => {
        const [Icon, color, word] = looks[level];
        return (
          <li key={`${check}${text}`} className="flex gap-10 py-4 text-12/18">
            <Icon size={14} className={`mt-2 flex-none ${color}`} aria-label={word} />
            <div className="min-w-0 break-words">
              {text}
              {fixed && <span className="text-green"> Repaired.</span>}
              {level !== 'ok' && hint !== '' && <p className="text-ink-3">{hint}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
