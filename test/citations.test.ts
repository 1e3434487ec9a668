/**
 * What is cited is there: links, paths and names of files, in documents and in comments. And every page is on the way of a
 * reader who begins at the README.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { svg } from '../harness/graph/svg.ts';
import { loadTopology } from '../harness/topology/load.ts';

const packageRoot = rootOf();
const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: packageRoot })
  .toString()
  .split('\0')
  .filter((file) => file !== '' && existsSync(join(packageRoot, file)));
const names = new Set(files.map((file) => basename(file)));
const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
const pages = files.filter((file) => file.endsWith('.md'));

/** `file: what` for everything that is found; an empty list is what the rules want. */
function offences(among: readonly string[], found: (file: string) => readonly string[]): string[] {
  return among.flatMap((file) => found(file).map((what) => `${file}: ${what}`));
}

/** Where the links of a page lead to: paths from the repository's root, with the anchor. Pictures are links too. */
function linksOf(page: string): { path: string; anchor: string }[] {
  const text = read(page).replaceAll(/^```[\s\S]*?^```$/gm, '');
  const targets = [...text.matchAll(/\]\(([^)\s]+)\)|\bsrc="([^"]+)"/g)].map(
    (match) => match[1] ?? match[2] ?? '',
  );
  return targets
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = '', anchor = ''] = target.split('#');
      return { path: path === '' ? page : normalize(join(dirname(page), path)).replace(/\/$/, ''), anchor };
    });
}

/** As GitHub makes them of headings, and those that stand in the text. */
function anchorsOf(page: string): Set<string> {
  const text = read(page);
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id = '']) => id)]);
}

describe('pages', () => {
  it('link to what is there', () => {
    const found = (page: string) =>
      linksOf(page)
        .filter(({ path, anchor }) => {
          if (!existsSync(join(packageRoot, path))) return true;
          return anchor !== '' && path.endsWith('.md') && !anchorsOf(path).has(anchor);
        })
        .map(({ path, anchor }) => (anchor === '' ? path : `${path}#${anchor}`));
    expect(offences(pages, found)).toEqual([]);
  });

  it('of docs/ each have a line in docs/README.md, which the README links to', () => {
    const contents = new Set(linksOf('docs/README.md').map(({ path }) => path));
    const others = pages.filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    expect(others.filter((page) => !contents.has(page))).toEqual([]);
    expect(linksOf('README.md').map(({ path }) => path)).toContain('docs/README.md');
  });

  it('are all reached from the README', () => {
    const reached = new Set(['README.md']);
    // A set goes on with what is added to it meanwhile.
    for (const page of reached)
      for (const { path } of linksOf(page)) {
        const target = pages.includes(`${path}/README.md`) ? `${path}/README.md` : path;
        if (pages.includes(target)) reached.add(target);
      }
    expect(pages.filter((page) => !reached.has(page))).toEqual([]);
  });
});

describe('files that are named', () => {
  /** What runs and builds write, and what others name so. */
  const WRITTEN = /(^|\/)(summary\.md|index\.d\.ts|package\.json)$|^(results|node_modules|dist)\//;
  const NAME =
    /(?<![\w./*$-])((?:\.{1,2}\/)*(?:[\w@-][\w.-]*\/)*[\w@-][\w.-]*\.(?:ts|md|mjs|sh|css|lua))(?![\w-])/g;

  /** The comments of a program, the whole text of anything else. */
  const proseOf = (file: string) =>
    file.endsWith('.ts') ? [...read(file).matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g)].join('\n') : read(file);

  const isThere = (name: string, from: string) =>
    WRITTEN.test(name) ||
    files.includes(normalize(join(dirname(from), name))) ||
    (name.includes('/')
      ? files.includes(name) || files.some((file) => file.endsWith(`/${name}`))
      : names.has(name));

  it('are in the repository', () => {
    const spoken = files.filter(
      (file) => /\.(ts|md|yaml|yml|sh|py|c|lua)$/.test(file) || file === 'Dockerfile',
    );
    const found = (file: string) =>
      [...proseOf(file).matchAll(NAME)].map(([, name = '']) => name).filter((name) => !isThere(name, file));
    expect(offences(spoken, found)).toEqual([]);
  });

  it('are also folders', () => {
    const found = (page: string) =>
      [...read(page).matchAll(/`((?:harness|node|page|test|tools|docs|examples|schema|bench)\/[\w./-]*)`/g)]
        .map(([, path = '']) => path)
        .filter((path) => !existsSync(join(packageRoot, path)));
    expect(offences(pages, found)).toEqual([]);
  });

  it('by a section are documents of the repository', () => {
    const found = (file: string) =>
      [...proseOf(file).matchAll(/\b([A-Z]{4,})(?:\.md)?,? section \d/g)]
        .map(([, name = '']) => `${name}.md`)
        .filter((name) => !names.has(name));
    expect(
      offences(
        files.filter((file) => /\.(ts|md)$/.test(file)),
        found,
      ),
    ).toEqual([]);
  });
});

it('the picture of the mesh is what `graph` draws', async () => {
  const topology = await loadTopology(join(packageRoot, 'docs/pictures/mesh.yaml'));
  expect(read('docs/pictures/mesh.svg')).toBe(svg.write(topology));
});

it('names of types in comments are names in the code', () => {
  const sources = files.filter((file) => /\.ts$/.test(file));
  const codeOf = (file: string) => read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
  const known = new Set(sources.flatMap((file) => codeOf(file).match(/\b[A-Z]\w+/g) ?? []));
  const found = (file: string) =>
    [...read(file).matchAll(/\/\*[\s\S]*?\*\/|\/\/.*/g)]
      .flatMap(([comment]) => [...comment.matchAll(/`([A-Z][a-z]\w+)(?:\.\w+)?`/g)])
      .map(([, name = '']) => name)
      .filter((name) => !known.has(name));
  expect(offences(sources, found)).toEqual([]);
});

describe('docs/words.md', () => {
  const sources = files.filter((file) => /^(harness|node|page)\/.*\.ts$/.test(file));
  const rows = read('docs/words.md').matchAll(/^\| (`\w+`(?:, `\w+`)*) \|/gm);
  const defined = new Set(
    [...rows].flatMap(([, cell = '']) => [...cell.matchAll(/`(\w+)`/g)].map(([, name = '']) => name)),
  );
  /** `harness/check`, `node/core`, `page`: what its parts call each other is their own business. */
  const roomOf = (file: string) =>
    file.startsWith('page/') ? 'page' : file.split('/').slice(0, 2).join('/');

  it('defines the names of types that two or more other folders use', () => {
    const users = new Map<string, Set<string>>();
    for (const file of sources)
      for (const [, list = '', from = ''] of read(file).matchAll(
        /import (?:type )?\{([^}]*)\} from '(\.[^']+)'/g,
      )) {
        if (roomOf(normalize(join(dirname(file), from))) === roomOf(file)) continue;
        for (const name of list.matchAll(/\b[A-Z][a-z]\w+/g))
          users.set(name[0], (users.get(name[0]) ?? new Set()).add(roomOf(file)));
      }
    const wanted = [...users].filter(([, rooms]) => rooms.size > 1).map(([name]) => name);
    expect(wanted.filter((name) => !defined.has(name))).toEqual([]);
  });

  it('defines no name that the code has not', () => {
    const code = sources.map(read).join('\n');
    const isExported = (name: string) =>
      new RegExp(`export (?:abstract )?(?:class|interface|type|const) ${name}\\b`).test(code);
    expect([...defined].filter((name) => /^[A-Z]/.test(name) && !isExported(name))).toEqual([]);
  });
});
