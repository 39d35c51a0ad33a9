import { rename } from 'node:fs/promises';
import { redactRegistryText } from './redact-document.ts';
import { writeFileAtomically } from './write-file.ts';

/** How many earlier texts are kept: `registry.yaml.1` (newest) to `.5`. */
const backupCount = 5;

/** Keeps `text`, the registry that is about to be replaced, without its secrets (0600). Throws the system's error. */
export async function keepBackup(file: string, text: string): Promise<void> {
  for (let index = backupCount - 1; index >= 1; index -= 1) {
    await renameIfThere(`${file}.${index}`, `${file}.${index + 1}`);
  }
  await writeFileAtomically(`${file}.1`, redactRegistryText(text));
}

async function renameIfThere(from: string, to: string): Promise<void> {
  try {
    await rename(from, to);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  }
}
