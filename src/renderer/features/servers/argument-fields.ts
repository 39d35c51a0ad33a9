/** One argument of a tool that a form can ask for; everything else is written as JSON. */
export interface ArgumentField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice' | 'json';
  readonly required: boolean;
  readonly description: string;
  readonly choices: readonly string[];
}

type Members = Readonly<Record<string, unknown>>;

const mostFields = 24;

/** The arguments that an inputSchema asks for, or null where only JSON can say them. */
export function argumentFields(schemaJson: string | null): ArgumentField[] | null {
  const schema = parseMembers(schemaJson ?? '');
  const properties = toMembers(schema?.properties);
  if (schema === null || properties === null) return schema === null ? null : [];
  const names = Object.keys(properties);
  if (names.length > mostFields) return null;
  const required = Array.isArray(schema.required) ? schema.required : [];
  return names.map((name) => {
    const property = toMembers(properties[name]) ?? {};
    const choices = choicesOf(property);
    return {
      name,
      kind: choices.length > 0 ? 'choice' : kindOf(property.type),
      required: required.includes(name),
      description: typeof property.description === 'string' ? property.description : '',
      choices,
    };
  });
}

/** The JSON of the arguments. @throws SyntaxError with the field's name for JSON or a number that is none. */
export function argumentsJson(
  fields: readonly ArgumentField[],
  values: Readonly<Record<string, string>>,
): string {
  const members = fields.flatMap((field) => {
    const text = values[field.name] ?? '';
    if (text === '' && !(field.required && field.kind === 'text')) return [];
    return [`${JSON.stringify(field.name)}:${toJson(field, text)}`];
  });
  return `{${members.join(',')}}`;
}

function toJson({ name, kind }: ArgumentField, text: string): string {
  if (kind === 'text' || kind === 'choice') return JSON.stringify(text);
  if (kind === 'boolean') return text === 'true' ? 'true' : 'false';
  try {
    JSON.parse(text);
  } catch {
    throw new SyntaxError(`${name} is not ${kind === 'number' ? 'a number' : 'JSON'}`);
  }
  // As it was typed: a number of more digits than this page can count arrives whole.
  return text;
}

function kindOf(type: unknown): ArgumentField['kind'] {
  switch (type) {
    case 'string':
      return 'text';
    case 'number':
    case 'integer':
      return 'number';
    case 'boolean':
      return 'boolean';
    default:
      return 'json';
  }
}

function choicesOf({ enum: values }: Members): string[] {
  const all = Array.isArray(values) ? values : [];
  return all.every((value) => typeof value === 'string') ? all : [];
}

function parseMembers(json: string): Members | null {
  try {
    return toMembers(JSON.parse(json));
  } catch {
    return null;
  }
}

function toMembers(value: unknown): Members | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
}
