import { type Document, isAlias, isCollection, isMap, isScalar, parseDocument } from 'yaml';
import { AppError } from '../../shared/errors.ts';
import { keepLayout } from './keep-layout.ts';
import type { RegistryEdit, RegistryPath } from './registry.ts';
import type { RegistryDocument } from './registry-document.ts';
import { formatPath } from './registry-issue.ts';
import { findRepeatedPath } from './repeated-path.ts';

/**
 * The document's text with the edits applied in order; comments, order, quoting and layout of the rest stay.
 * The document itself is not changed. @throws AppError `registry_invalid` when a path leads through an alias or a value, or to what
 * an alias repeats elsewhere.
 */
export function editText(document: RegistryDocument, edits: readonly RegistryEdit[]): string {
  const yaml: Document = parseDocument(document.text, { stringKeys: true, logLevel: 'error' });
  if (!isMap(yaml.contents)) yaml.contents = yaml.createNode({});
  const repeated = findRepeatedPath(yaml, edits);
  if (repeated !== undefined)
    throw refusal(repeated, 'an alias elsewhere repeats it: edit the file by hand');
  for (const edit of edits) {
    if (edit.path.length === 0) throw refusal(edit.path, 'the whole file cannot be replaced');
    prepareHolders(yaml, edit.path, edit.value === undefined);
    try {
      if (edit.value === undefined) removeIfThere(yaml, edit.path);
      else if (isPlain(edit.value)) yaml.setIn(edit.path, edit.value);
      else yaml.setIn(edit.path, yaml.createNode(edit.value));
    } catch (error) {
      throw refusal(edit.path, 'a plain value is in the way: edit the file by hand', error);
    }
  }
  try {
    const rewritten = yaml.toString(styleOf(document.text));
    return keepLayout(document.text, withLineEndings(document.text, rewritten), yaml.toJS());
  } catch (error) {
    throw refusal([], 'an alias would lose its anchor: edit the file by hand', error);
  }
}

/** `clients:` (nothing) and `clients: {}` become block mappings before something is put into them. */
function prepareHolders(yaml: Document, path: RegistryPath, removing: boolean): void {
  for (let depth = 1; depth < path.length; depth += 1) {
    const node = yaml.getIn(path.slice(0, depth), true);
    if (isAlias(node)) throw refusal(path, 'an alias is in the way: edit the file by hand');
    if (isCollection(node) && node.items.length === 0 && !removing) node.flow = false;
    if (isScalar(node) && node.value === null && !removing) {
      const empty = yaml.createNode({});
      empty.comment = node.comment ?? null;
      empty.commentBefore = node.commentBefore ?? null;
      yaml.setIn(path.slice(0, depth), empty);
    }
  }
}

function removeIfThere(yaml: Document, path: RegistryPath): void {
  if (yaml.hasIn(path)) yaml.deleteIn(path);
}

function isPlain(value: unknown): boolean {
  return typeof value !== 'object' || value === null;
}

/** Writes as the file is written: indentation, lists under their key, spaces inside braces. */
function styleOf(text: string) {
  const indent = /^[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n(?:[ \t]*(?:#[^\n]*)?\n)*( +)[^\s#-]/m.exec(
    text,
  );
  return {
    lineWidth: 0,
    indent: Math.min(8, Math.max(2, indent?.[1]?.length ?? 2)),
    indentSeq: !/^( *)[^\s#][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text),
    flowCollectionPadding: /\{ /.test(text) || !/\{[^\s}]/.test(text),
  };
}

function withLineEndings(before: string, after: string): string {
  return before.includes('\r\n') ? after.replace(/\r?\n/g, '\r\n') : after;
}

function refusal(path: RegistryPath, reason: string, cause?: unknown): AppError {
  const subject = path.length === 0 ? '' : `${formatPath(path)}: `;
  return new AppError('registry_invalid', `${subject}${reason}`, { cause });
}
