import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CASES } from '../cases.ts';
import {
  readFiles,
  readOne,
  readTestSources,
  repositoryRoot,
  type SourceFile,
} from './source-files.ts';

const topLevel = ['README', 'ARCHITECTURE', 'SECURITY', 'CONTRIBUTING', 'CHANGELOG'];
const documents = [...topLevel.map((name) => readOne(`${name}.md`)), ...readFiles('docs', /\.md$/)];
const citations = readTestSources()
  .filter((file) => /\.(test|e2e)\.ts$/.test(file.path))
  .map((file) => file.text)
  .join('\n');

function documentNamed(path: string): SourceFile {
  const found = documents.find((file) => file.path === path);
  if (!found) throw new Error(`${path} is missing`);
  return found;
}

function isCited(id: string): boolean {
  return new RegExp(`(?<![A-Za-z-])${id}(?!\\d)`).test(citations);
}

describe('documents', () => {
  it.each([
    { path: 'README.md', lines: 150 },
    { path: 'ARCHITECTURE.md', lines: 250 },
    { path: 'SECURITY.md', lines: 250 },
    { path: 'CONTRIBUTING.md', lines: 120 },
  ])('$path has at most $lines lines', ({ path, lines }) => {
    expect(documentNamed(path).text.split('\n').length - 1).toBeLessThanOrEqual(lines);
  });

  it('the README asks for exactly two commands to set up', () => {
    const section = /## Set up\n([\s\S]*?)\n## /.exec(documentNamed('README.md').text)?.[1] ?? '';
    const commands = [...section.matchAll(/```sh\n([\s\S]*?)```/g)]
      .flatMap((match) => (match[1] ?? '').split('\n'))
      .map((line) => line.replace(/#.*/, '').trim())
      .filter((line) => line !== '');
    expect(commands).toEqual(['npm start', 'npm test']);
  });

  it('every file that a document names is there', () => {
    const dead = documents.flatMap((document) =>
      [...document.text.matchAll(/`((?:src|test|scripts|docs|bin|bench|lint|\.ci)\/[\w./-]+)`/g)]
        .map((match) => match[1] ?? '')
        .filter((path) => !existsSync(join(repositoryRoot, path)))
        .map((path) => `${document.path}: ${path}`),
    );
    expect(dead).toEqual([]);
  });

  it('every link between documents leads somewhere', () => {
    const dead = documents.flatMap((document) =>
      [...document.text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)/g)]
        .map((match) => join(document.path, '..', match[1] ?? ''))
        .filter((path) => !existsSync(join(repositoryRoot, path)))
        .map((path) => `${document.path}: ${path}`),
    );
    expect(dead).toEqual([]);
  });

  it('every npm script that a document names is there', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } });
    const scripts = new Set(['start', 'test', ...Object.keys(manifest.scripts)]);
    const dead = documents.flatMap((document) =>
      [...document.text.matchAll(/npm run ([\w:-]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((name) => !scripts.has(name))
        .map((name) => `${document.path}: ${name}`),
    );
    expect(dead).toEqual([]);
  });
});

describe('SECURITY.md', () => {
  it('cites a test for every threat', () => {
    const table = /## Threats\n([\s\S]*?)\n## /.exec(documentNamed('SECURITY.md').text)?.[1] ?? '';
    const rows = table
      .split('\n')
      .filter((line) => line.startsWith('| ') && !/^\| Threat/.test(line));
    expect(rows.length).toBeGreaterThan(15);
    const uncovered = rows.flatMap((row) => {
      const lastCell = row.split('|').at(-2) ?? '';
      const ids = lastCell.match(/\b[A-Z]{1,2}-\d+\b/g) ?? [];
      if (ids.length === 0) return [`no test named: ${row}`];
      return ids.filter((id) => !isCited(id)).map((id) => `${id} is in no test: ${row}`);
    });
    expect(uncovered).toEqual([]);
  });
});

describe('the case list', () => {
  it('names each case once', () => {
    expect(new Set(CASES.map((entry) => entry.id)).size).toBe(CASES.length);
    expect(CASES).toHaveLength(93);
  });
});
