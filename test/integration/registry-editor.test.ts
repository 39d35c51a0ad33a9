import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { systemClock } from '../../src/core/clock.ts';
import {
  createRegistryEditor,
  isInForce,
} from '../../src/core/management/editing/registry-editor.ts';
import { createDefinitionStore } from '../../src/core/state/definitions.ts';
import { createHistory } from '../../src/core/state/history.ts';
import { openState } from '../../src/core/state/state-database.ts';
import { auditOptions } from '../helpers/audit-fixture.ts';
import { RegistryFolder, samplePolicy } from '../helpers/registry-folder.ts';

/** The editor over a real file, a real log and a real state.db. */
async function bench() {
  const folder = new RegistryFolder();
  const registry = await folder.open(samplePolicy);
  const audit = await openAuditLog(auditOptions());
  const { log } = folder;
  const state = openState(join(folder.directory, 'state.db'), { log });
  const history = createHistory(state.db);
  const definitions = createDefinitionStore({ db: state.db, clock: systemClock });
  const editor = createRegistryEditor({ registry, audit, history, definitions, log });
  onTestFinished(async () => {
    await editor.close();
    await audit.close();
    state.close();
    folder.remove();
  });
  return { registry, audit, editor };
}

const actor = { type: 'operator', door: 'socket' } as const;
const edits = [{ path: ['clients', 'cursor'], value: {} }];

it('MG-11: an edit that is in force when the log fails says so, and one that was refused does not', async () => {
  const { registry, audit, editor } = await bench();
  // The log ends between the edit and its row.
  registry.onChanged(() => void audit.close());
  const late = await editor.edit(edits, actor).catch((error: unknown) => error);
  expect(late).toMatchObject({ code: 'audit_unavailable', data: { inForce: true, revision: 2 } });
  expect(isInForce(late)).toBe(true);
  expect(registry.current.clients.has('cursor')).toBe(true);

  const refused = await editor.edit(edits, actor).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'audit_unavailable' });
  expect(isInForce(refused)).toBe(false);
});
