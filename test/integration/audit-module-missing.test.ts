import { registerHooks } from 'node:module';
import { expect, it } from 'vitest';
import { openAuditLog } from '../../src/core/audit/open-audit-log.ts';
import { auditOptions } from '../helpers/audit-fixture.ts';

// Alone in its file, for as long as the process lives: a module that was loaded once is not looked for again.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier === 'better-sqlite3') throw new Error('not installed');
    return next(specifier, context);
  },
});

it('AD-3: without better-sqlite3 the log does not open, and the code says which kind of trouble it is', async () => {
  await expect(openAuditLog(auditOptions())).rejects.toMatchObject({ code: 'module_missing' });
});
