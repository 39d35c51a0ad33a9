import packageFile from '../../package.json' with { type: 'json' };

/** The version of this build. */
export function engineVersion(): string {
  return packageFile.version;
}
