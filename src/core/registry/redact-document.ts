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
 * value, secret-looking argument and `x-*` string replaced by a reference to a secret that does not exist. A backup
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
      redactServer(yaml, keyOf(pair), mapAt(yaml, pair.value));
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

function redactServer(yaml: Document, id: string, server: ReturnType<typeof mapAt>): void {
  if (server === undefined) return;
  for (const section of ['env', 'headers']) {
    for (const pair of pairsOf(yaml, server.get(section, true))) {
      redactScalars(yaml, pair.value, `${id}/${keyOf(pair)}`);
    }
  }
  const oauth = mapAt(yaml, server.get('oauth', true));
  if (oauth !== undefined)
    redactScalars(yaml, oauth.get('client_secret', true), `${id}/client_secret`);
  const url = server.get('url', true);
  if (isScalar(url) && typeof url.value === 'string' && maskUrl(url.value) !== url.value) {
    url.value = reference(`${id}/url`);
  }
  const args = resolved(yaml, server.get('args', true));
  if (!isSeq(args)) return;
  const texts = args.items.map((item) => {
    const node = resolved(yaml, item);
    return isScalar(node) ? String(node.value) : '';
  });
  for (const [index, masked] of maskArguments(texts).entries()) {
    if (masked !== texts[index]) redactScalars(yaml, args.items[index], `${id}/args-${index}`);
  }
}

function redactScalars(yaml: Document, value: unknown, name: string): void {
  const node = resolved(yaml, value);
  if (isScalar(node)) {
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
