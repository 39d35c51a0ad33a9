/** What no name of the kind holds. A space in a variable is legal and always a slip. */
const wrongIn = {
  stdio: { pattern: /[\s=\0]/, words: 'a variable has no space and no = in its name' },
  http: {
    pattern: /[^!#$%&'*+.^_`|~0-9A-Za-z-]/,
    words: 'a header has only letters, digits and signs such as - in its name',
  },
} as const;

export interface NamedValues {
  readonly transport: keyof typeof wrongIn;
  readonly values: readonly {
    readonly key: string;
    readonly value: string;
    /** It is in the registry under this name already. */
    readonly stored: boolean;
  }[];
}

/** What is wrong with the new names of env or headers, in words; undefined for nothing. */
export function problemOfNames({ transport, values }: NamedValues): string | undefined {
  const { pattern, words } = wrongIn[transport];
  const names = values.map(({ key }) => key);
  if (values.some(({ key, value }) => key === '' && value !== ''))
    return 'A value has no name yet: type one, or remove its row';
  const wrong = values.find(({ key, stored }) => !stored && pattern.test(key));
  if (wrong) return `“${wrong.key}”: ${words}`;
  const twice = names.find((name, at) => name !== '' && names.indexOf(name) < at);
  return twice === undefined ? undefined : `${twice} is here twice: remove one of its rows`;
}
