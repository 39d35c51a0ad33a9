/** Where the files are: command line, else environment, else the platform's usual place. */
export interface Places {
  readonly registryPath: string;
  readonly dataDir: string;
  readonly allowKeyFile: boolean;
}
