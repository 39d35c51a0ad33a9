import { AppError } from '../../shared/errors.ts';

const nameLength = 512;
const valueLength = 65_536;

/** The same limits for every backend, so that none accepts what another would lose. @throws AppError `invalid_input`. */
export function checkSecretName(name: string): void {
  if (name.length === 0 || name.length > nameLength || /\p{C}/u.test(name)) {
    throw new AppError(
      'invalid_input',
      `A secret's name has 1 to ${nameLength} printable characters`,
    );
  }
}

/** @throws AppError `invalid_input`, without the value. */
export function checkSecretValue(name: string, value: string): void {
  // A NUL ends the value in the keychains, and an empty value cannot be told from none.
  const kept = value.length > 0 && value.length <= valueLength && !value.includes('\0');
  if (kept && value.isWellFormed()) return;
  throw new AppError(
    'invalid_input',
    `The secret ${name} is not text of 1 to ${valueLength} characters without NUL`,
  );
}
