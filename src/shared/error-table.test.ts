import { describe, expect, it } from 'vitest';
import { errorTable } from './error-table.ts';
import { AppError, fromWire, toWire } from './errors.ts';

/** docs/errors.md as it must read; `vitest -u` writes it anew. */
function renderErrors(): string {
  const rows = Object.entries(errorTable).map(
    ([code, { http, rpc, exit, fault, message, hint }]) =>
      `| \`${code}\` | ${http} | ${rpc ?? ''} | ${exit} | ${fault} | ${message} | ${hint.replaceAll('|', '\\|')} |`,
  );
  return [
    '# Errors',
    '',
    'Every failure that LMCP reports carries one of these codes, on every door: HTTP, JSON-RPC, the management API and the',
    'command line. The table is made from `src/shared/error-table.ts`; a test holds the two together.',
    '',
    '- **HTTP** is the status of an answer on `/mcp` or the management API. A code with 200 travels inside a JSON-RPC answer; the',
    '  management API answers it with 422.',
    '- **JSON-RPC** is empty where no JSON-RPC error is made of it.',
    '- **Exit** is the exit code of `lmcp`: 1 failed, 2 usage, 3 configuration invalid, 4 cannot reach the engine, 5 refused by',
    '  policy, 6 verification failed.',
    '- **Fault** says whose it is: the caller’s, the upstream server’s, or LMCP’s own.',
    '',
    '| Code | HTTP | JSON-RPC | Exit | Fault | Message | What to do |',
    '|---|---|---|---|---|---|---|',
    ...rows,
    '',
  ].join('\n');
}

describe('the error table', () => {
  it('is what docs/errors.md says', async () => {
    await expect(renderErrors()).toMatchFileSnapshot('../../docs/errors.md');
  });

  it('gives every code a message, a hint and an exit code of its own range', () => {
    for (const [code, row] of Object.entries(errorTable)) {
      expect(code).toMatch(/^[a-z][a-z_]*$/);
      expect(row.message).not.toBe('');
      expect(row.hint).not.toBe('');
      expect([1, 2, 3, 4, 5, 6]).toContain(row.exit);
    }
  });

  it('AU-14: an error that is not ours keeps its text to itself', () => {
    expect(JSON.stringify(toWire(new Error('hunter2')))).not.toContain('hunter2');
    expect(toWire(new Error('hunter2')).code).toBe('internal');
  });

  it('crosses a bridge and comes back the same', () => {
    const error = new AppError('limited', 'Too fast', { hint: 'Wait', data: { retryAfterMs: 5 } });
    const back = fromWire(toWire(error));
    expect(toWire(back)).toEqual(toWire(error));
    expect(fromWire({ code: 'from_a_newer_engine', message: 'What' })).toMatchObject({
      code: 'internal',
      message: 'What',
    });
  });
});
