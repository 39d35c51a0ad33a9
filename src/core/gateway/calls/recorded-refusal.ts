import type { AppError } from '../../../shared/errors.ts';
import type { CallSubject } from '../../audit/record.ts';
import type { GatewayDeps } from '../deps.ts';

/** Writes the refusal's one row, then hands the error back to be thrown. */
export async function recordedRefusal(
  deps: GatewayDeps,
  subject: CallSubject,
  refusal: AppError,
): Promise<AppError> {
  const code = refusal.row.rpc ?? 0;
  await deps.audit.denied({ ...subject, decision: 'deny', code, reason: refusal.code });
  return refusal;
}
