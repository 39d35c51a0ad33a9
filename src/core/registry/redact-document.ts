import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  parseDocument,
  type Scalar,
  visit,
} from 'yaml';
import { keepLayout } from './keep-layout.ts';
import {
  isOnlyReference,
  isSecretKey,
  isSecretValue,
  maskArguments,
  maskUrl,
} from './secret-looking.ts';

const note = ' (a comment was left out of this backup)';

/**
 * The text of a registry as it may lie beside the real one: no plain token, and each written-out env or header
 * value, secret-looking argument, `x-*` string and whatever an entry should not hold replaced by a reference to a secret that does not exist. A backup
 * that is put back therefore says what is missing, and starts no server with a wrong value.
 * @param text a registry that parses.
 */
export function redactRegistryText(text: string): string {
  const yaml = parseDocument(text, { logLevel: 'error', stringKeys: true });
  if (yaml.errors.length > 0) return '# The registry that was here could not be read.\n';
  const root = yaml.contents;
  if (isMap(root)) {
    mapAt(yaml, root.get('lmcp', true))?.delete('management_token');
    for (const pair of pairsOf(yaml, root.get('clients', true))) {
      mapAt(yaml, pair.value)?.delete('token');
    }
    for (const pair of pairsOf(yaml, root.get('servers', true))) {
      redactServer(yaml, keyOf(pair), pair.value);
    }
  }
  visit(yaml, {
    Pair: (_key, pair) => {
      if (keyOf(pair).startsWith('x-')) redactScalars(yaml, pair.value, `x/${keyOf(pair)}`);
    },
    Node: (_key, node) => {
      if (node.comment && holdsSecret(node.comment)) node.comment = note;
      if (node.commentBefore && holdsSecret(node.commentBefore)) node.commentBefore = note;
    },
  });
  if (yaml.comment && holdsSecret(yaml.comment)) yaml.comment = note;
  if (yaml.commentBefore && holdsSecret(yaml.commentBefore)) yaml.commentBefore = note;
  return keepLayout(text, yaml.toString({ lineWidth: 0 }), yaml.toJS());
}

/** What an entry may hold beside secrets. Anything else goes: a broken entry stays in the file, with its mistyped `enviroment`. */
const plainKeys = new Set([
  ...['transport', 'cwd', 'stdio_mode', 'manifest', 'description', 'tags', 'enabled', 'autostart'],
  ...['sharing', 'trust', 'audit', 'timeouts', 'tool_policy', 'tools', 'prompts', 'resources'],
  'sandbox',
]);
const plainOAuthKeys = new Set(['client_id', 'scopes', 'callback_port', 'issuer']);

function redactServer(yaml: Document, id: string, value: unknown): void {
  const server = mapAt(yaml, value);
  if (server === undefined) redactScalars(yaml, value, id);
  for (const pair of server?.items ?? []) {
    const key = keyOf(pair);
    if (plainKeys.has(key)) continue;
    const name = `${id}/${key}`;
    if (key === 'env' || key === 'headers') redactScalars(yaml, pair.value, id);
    else if (key === 'oauth') redactOAuth(yaml, id, pair.value);
    else if (key === 'args') redactArguments(yaml, id, pair.value);
    else if (isShowable[key]?.(resolved(yaml, pair.value)) !== true)
      redactScalars(yaml, pair.value, name);
  }
}

const isShowable: Readonly<Record<string, (node: Node | undefined) => boolean>> = {
  url: (node) => isText(node) && maskUrl(node.value) === node.value,
  // Some write the whole line here. It does not start, and stands in the file.
  command: (node) => {
    const words = isText(node) ? node.value.split(/\s+/) : null;
    return words !== null && maskArguments(words).every((word, index) => word === words[index]);
  },
};

function redactOAuth(yaml: Document, id: string, value: unknown): void {
  const oauth = mapAt(yaml, value);
  if (oauth === undefined) redactScalars(yaml, value, `${id}/oauth`);
  for (const pair of oauth?.items ?? []) {
    const key = keyOf(pair);
    if (!plainOAuthKeys.has(key)) redactScalars(yaml, pair.value, `${id}/${key}`);
  }
}

function redactArguments(yaml: Document, id: string, value: unknown): void {
  const args = resolved(yaml, value);
  if (!isSeq(args)) {
    redactScalars(yaml, value, `${id}/args`);
    return;
  }
  const texts = args.items.map((item) => {
    const node = resolved(yaml, item);
    return isScalar(node) ? String(node.value) : null;
  });
  const masked = maskArguments(texts.map((text) => text ?? ''));
  for (const [index, text] of texts.entries()) {
    if (masked[index] !== text) redactScalars(yaml, args.items[index], `${id}/args-${index}`);
  }
}

function isText(node: Node | undefined): node is Scalar<string> {
  return isScalar(node) && typeof node.value === 'string';
}

function redactScalars(yaml: Document, value: unknown, name: string): void {
  const node = resolved(yaml, value);
  if (isScalar(node)) {
    if (node.value === null) return;
    if (typeof node.value === 'string' && (node.value === '' || isOnlyReference(node.value)))
      return;
    node.value = reference(name);
  } else if (isMap(node)) {
    for (const pair of node.items) redactScalars(yaml, pair.value, `${name}/${keyOf(pair)}`);
  } else if (isCollection(node)) {
    for (const item of node.items) redactScalars(yaml, item, name);
  }
}

function reference(name: string): string {
  return `\${secret:not-in-backup/${name.replace(/[^A-Za-z0-9_./-]/g, '_')}}`;
}

function holdsSecret(comment: string): boolean {
  if (/[:=]\s*\S/.test(comment) && isSecretKey(comment)) return true;
  return comment.split(/[\s"'`,:=]+/).some(isSecretValue);
}

function resolved(yaml: Document, value: unknown): Node | undefined {
  if (isAlias(value)) return value.resolve(yaml);
  return isScalar(value) || isCollection(value) ? value : undefined;
}

function mapAt(yaml: Document, value: unknown) {
  const node = resolved(yaml, value);
  return isMap(node) ? node : undefined;
}

function pairsOf(yaml: Document, value: unknown): readonly Pair[] {
  return mapAt(yaml, value)?.items ?? [];
}

function keyOf(pair: Pair): string {
  return isScalar(pair.key) ? String(pair.key.value) : String(pair.key);
}
