/**
 * The rules of this repository that can be checked by looking at its files. Prose rots; this does not.
 */

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { WORD_ORDER } from '../harness/report/words.ts';
import { functionsOf } from './functions.ts';

const packageRoot = rootOf();

const files = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], { cwd: packageRoot })
  .toString()
  .split('\0')
  .filter((file) => file !== '');
const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8');
const isTest = (file: string) => /^(test|page)\/.*\.test\.ts$/.test(file);
/** Without the tests that stand beside their sources. */
const sources = (under: string) =>
  files.filter(
    (file) => file.startsWith(under) && file.endsWith('.ts') && (under === 'test/' || !isTest(file)),
  );
const manifest = JSON.parse(read('package.json'));

/** What a module imports; relative specifiers as paths from the repository's root. */
function importsOf(file: string): string[] {
  const specifiers = read(file).matchAll(/\bfrom '([^']+)'|\bimport\('([^']+)'\)|^import '([^']+)'/gm);
  return [...specifiers].map((match) => {
    const specifier = match[1] ?? match[2] ?? match[3] ?? '';
    return specifier.startsWith('.') ? normalize(join(file, '..', specifier)) : specifier;
  });
}

/** Code without its comments and strings. */
function codeOf(file: string): string {
  return read(file).replaceAll(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|'(?:[^'\\\n]|\\.)*'/g, '');
}

/** `file: what` for everything in `found`; an empty list is what the rules want. */
function offences(among: readonly string[], found: (file: string) => readonly string[]): string[] {
  return among.flatMap((file) => found(file).map((what) => `${file}: ${what}`));
}

function matches(file: string, text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map((match) => match[0]).filter(() => file !== 'test/tidy.test.ts');
}

/** Each set of things that lead to one another; an empty list is what the rules want. After Tarjan. */
function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const index = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (at: string): void => {
    index.set(at, index.size);
    lowest.set(at, index.get(at)!);
    stack.push(at);
    for (const to of graph.get(at) ?? []) {
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) lowest.set(at, Math.min(lowest.get(at)!, lowest.get(to)!));
    }
    if (lowest.get(at) !== index.get(at)) return;
    const circle = stack.splice(stack.indexOf(at));
    if (circle.length > 1) found.push(circle.sort());
  };
  for (const at of graph.keys()) if (!index.has(at)) visit(at);
  return found;
}

describe('imports', () => {
  it('of the harness from node/ are only the pure parts and the contract', () => {
    const allowed = /^node\/(core|link|contract)\//;
    const found = (file: string) =>
      importsOf(file).filter((path) => path.startsWith('node/') && !allowed.test(path));
    expect(offences(sources('harness/'), found)).toEqual([]);
  });

  it("of node/ are its own modules and Node's: no harness, no packages", () => {
    const found = (file: string) => importsOf(file).filter((path) => !/^node[/:]/.test(path));
    expect(offences(sources('node/'), found)).toEqual([]);
  });

  it('of the page from elsewhere are only parts that know no machine', () => {
    const allowed =
      /^(page|node\/(link|contract)|harness\/(common|report|check|topology|journal))\/|^(force-graph|@observablehq\/plot)$/;
    const found = (file: string) => importsOf(file).filter((path) => !allowed.test(path));
    expect(offences(sources('page/'), found)).toEqual([]);
  });

  it('form no circle, neither of files nor of folders, types included', () => {
    const modules = [...sources('node/'), ...sources('harness/'), ...sources('page/')];
    const known = new Set(modules);
    const graph = new Map(modules.map((file) => [file, importsOf(file).filter((path) => known.has(path))]));
    expect(circles(graph)).toEqual([]);
    const folders = new Map<string, string[]>();
    for (const [file, imports] of graph) {
      const outside = imports.map(dirname).filter((folder) => folder !== dirname(file));
      folders.set(dirname(file), [...(folders.get(dirname(file)) ?? []), ...outside]);
    }
    expect(circles(folders)).toEqual([]);
  });

  it('of the pure parts are only the pure parts', () => {
    const found = (file: string) =>
      importsOf(file).filter((path) => !/^node\/(core|link|contract)\//.test(path));
    expect(offences([...sources('node/core/'), ...sources('node/link/')], found)).toEqual([]);
  });
});

describe('arithmetic that every engine computes alike', () => {
  const pure = [...sources('node/core/'), ...sources('node/link/'), ...sources('harness/topology/shapes/')];
  /** What the journal of a simulation depends on besides. */
  const simulated = [
    ...sources('harness/runtime/sim/'),
    ...sources('harness/journal/'),
    ...sources('harness/plan/'),
    // What `geo` makes of sines is rounded to a hundredth of a millisecond, over which engines do not differ.
    ...sources('harness/topology/').filter((file) => file !== 'harness/topology/import/geo.ts'),
    ...['node/contract/session.ts', 'node/contract/names.ts', 'node/contract/options.ts'],
  ];

  it('is the only arithmetic in the pure parts, the shapes, and what a simulation depends on', () => {
    // Powers of two are exact.
    const inexact =
      /\bMath\.(a?(cos|sin|tan)h?|atan2|cbrt|exp(m1)?|hypot|log\w*|pow)\b|(?<!\b2 )\*\*|\blocaleCompare\b/g;
    expect(offences([...pure, ...simulated], (file) => matches(file, codeOf(file), inexact))).toEqual([]);
  });

  it('goes without clocks and randomness that were not given', () => {
    const impure =
      /\bMath\.random\b|\bDate\b|\bperformance\b|\bset(Timeout|Interval|Immediate)\b|\bprocess\b|\bcrypto\./g;
    expect(offences(pure, (file) => matches(file, codeOf(file), impure))).toEqual([]);
    // The virtual clock turns with the event loop, and looks at real time to let it turn; neither decides anything.
    const engine = sources('harness/runtime/sim/').filter((file) => file !== 'harness/runtime/sim/clock.ts');
    expect(offences(engine, (file) => matches(file, codeOf(file), impure))).toEqual([]);
  });
});

describe('functions', () => {
  it('fit a screen', () => {
    const longest = 60;
    const found = (file: string) =>
      functionsOf(read(file))
        .filter(({ lineCount }) => lineCount > longest)
        .map(({ name, line, lineCount }) => `${line}: ${name} has ${lineCount} lines, over ${longest}`);
    expect(offences([...sources('node/'), ...sources('harness/'), ...sources('page/')], found)).toEqual([]);
  });

  it('are found, however they are written, with their lines', () => {
    const source = [
      'export function declared<T extends string>(',
      '  text: T,',
      '): T {',
      '  return /}/.test(`}`) ? text : text; // {',
      '}',
      'class Holder {',
      '  readonly made = () => 1;',
      '  private async method(): Promise<void> {',
      '    [1].map((n) => {',
      '',
      '      return n; // }',
      '    });',
      '  }',
      '}',
    ].join('\n');
    expect(functionsOf(source).map(({ name, line, lineCount }) => [name, line, lineCount])).toEqual([
      ['declared', 1, 5],
      ['made', 7, 1],
      ['method', 8, 6],
      ['(anonymous)', 9, 4],
    ]);
    expect(() => functionsOf('function {')).toThrow();
  });
});

describe('files', () => {
  /** A state machine that reads better in one piece. */
  const LONG_ON_PURPOSE = ['node/core/peer.ts'];

  it('fit the eye', () => {
    const found = (file: string) => {
      const lines = read(file).split('\n').length - 1;
      const longest = LONG_ON_PURPOSE.includes(file) ? 400 : 300;
      return lines > longest ? [`${lines} lines, over ${longest}: split it`] : [];
    };
    expect(offences([...sources('node/'), ...sources('harness/'), ...sources('page/')], found)).toEqual([]);
  });

  it('say what they are for', () => {
    const isLong = (file: string) => read(file).split('\n').length > 40;
    const found = (file: string) =>
      isLong(file) && !read(file).includes('/**') ? ['no comment says what it is for'] : [];
    expect(offences([...sources('node/'), ...sources('harness/')], found)).toEqual([]);
  });

  it('name no machine, no registry and nobody', () => {
    const places = /(?<![\w.-])\/(root|work|Users)\/[\w.-]+|\/home\/(?!node\b|\$)\w+/g;
    const registries =
      /\bregistry\.(npmjs|yarnpkg|npmmirror)\b|\b(npmmirror|artifactory|verdaccio)\b|"resolved": "http/gi;
    const texts = files.filter((file) => !/\.(png|svg|ico)$/.test(file));
    expect(offences(texts, (file) => matches(file, read(file), places))).toEqual([]);
    expect(offences(texts, (file) => matches(file, read(file), registries))).toEqual([]);
  });
});

describe('tests', () => {
  const tests = files.filter(isTest);

  it("of the page's model stand beside it, one for each file that has code", () => {
    const model = sources('page/model/').filter((file) =>
      /^export (async )?(function|class)\b/m.test(read(file)),
    );
    expect(model.length).toBeGreaterThan(0);
    expect(model.filter((file) => !tests.includes(file.replace(/\.ts$/, '.test.ts')))).toEqual([]);
  });

  it('are all run, and none alone', () => {
    const found = (file: string) =>
      matches(file, codeOf(file), /\b(it|test|describe)\.(only|skip|todo|fails)\b/g);
    expect(offences(tests, found)).toEqual([]);
  });

  it('that start programs are among the live ones, or alone', () => {
    const quiet = tests.filter((file) => !/\.(live|alone)\.test\.ts$|^test\/(docker|podman)\//.test(file));
    const found = (file: string) => matches(file, codeOf(file), /\bnew (Process|Docker)Runtime\b|\bspawn\(/g);
    expect(offences(quiet, found)).toEqual([]);
  });

  it('can fail', () => {
    const helpers = sources('test/').filter(
      (file) => !file.endsWith('.test.ts') && /\bexpect\(/.test(read(file)),
    );
    const canFail = (file: string) =>
      /\bexpect\b|\bfc\.assert\b/.test(read(file)) || importsOf(file).some((path) => helpers.includes(path));
    expect(tests.filter((file) => !canFail(file))).toEqual([]);
  });
});

describe('invariants', () => {
  /** `K2. …` in the comment above the code that keeps it; where it stands. */
  const declared = [...sources('node/'), ...sources('harness/'), ...sources('page/')].flatMap((file) =>
    [...read(file).matchAll(/^ \* ([A-Z]\d+)\. /gm)].map((match) => ({ file, name: match[1]! })),
  );

  it('have names of their own', () => {
    const names = declared.map(({ name }) => name);
    const twice = declared.filter(({ name }, i) => names.indexOf(name) !== i);
    expect(twice).toEqual([]);
  });

  it('are each named by a test', () => {
    const texts = sources('test/')
      .filter((file) => file !== 'test/tidy.test.ts')
      .map(read);
    const isTested = (name: string) => {
      // `K2: …`, or several: `W1, W2: …`.
      const named = new RegExp(`['"\`]([A-Z]\\d+, )*${name}(, [A-Z]\\d+)*: `);
      return texts.some((text) => named.test(text));
    };
    expect(declared.filter(({ name }) => !isTested(name))).toEqual([]);
  });

  it('that a test names are declared', () => {
    const names = declared.map(({ name }) => name);
    const named = (file: string) =>
      [...read(file).matchAll(/\b(?:test|it|describe)\(\s*['"`]((?:[A-Z]\d+(?:, |: ))+)/g)]
        .flatMap((match) => match[1]!.match(/[A-Z]\d+/g) ?? [])
        .filter((name) => !names.includes(name));
    expect(offences(sources('test/'), named)).toEqual([]);
  });
});

describe('words', () => {
  /** Words that others use for our concepts, and ours. docs/words.md has the table. */
  const STRANGERS: Record<string, string> = {
    'vert(?:ex|ices)': 'node',
    'impairments?': 'conditions',
    'fault plan': 'steps',
    'event log': 'journal',
    'assertions?': 'check',
  };

  it('are one for each concept', () => {
    const pattern = new RegExp(`\\b(${Object.keys(STRANGERS).join('|')})\\b`, 'gi');
    const spoken = files.filter((file) => /^(node|harness|docs|examples)\/|^[A-Z]+\.md$/.test(file));
    expect(offences(spoken, (file) => matches(file, read(file), pattern))).toEqual([]);
  });

  /** Names that only we understood, and what they have become: docs/words.md. */
  const PRIVATE =
    /^(Crowd|Lives|Wires|Scene|Cast|Actor|Stage|Over|Passages?|Fate|Told|Turns|Parcels|Sleepers?|Hosts|Shelf|Outlet|Nursery|Keeper|Premises|Ground|Home|Cables|Ears|Knife|Deal|DealtLink|Ways?|owesUp)$/;
  const exported = (file: string) =>
    [...codeOf(file).matchAll(/^export (?:abstract )?(?:class|interface|type|function) (\w+)/gm)].map(
      (match) => match[1] as string,
    );
  const modules = [...sources('node/'), ...sources('harness/'), ...sources('page/')];

  it('that only we understood have not come back', () => {
    expect(offences(modules, (file) => exported(file).filter((name) => PRIVATE.test(name)))).toEqual([]);
    const said = /\bwhoever\b|\bheld dead\b|\b(is|are) told\b|\bbeen said\b/gi;
    const spoken = [...sources('harness/'), ...sources('page/'), ...sources('node/')];
    expect(offences(spoken, (file) => matches(file, read(file), said))).toEqual([]);
  });

  it('for types stand for one thing each', () => {
    const places = new Map<string, string[]>();
    for (const file of modules)
      for (const [, name] of codeOf(file).matchAll(/^export (?:abstract )?(?:class|interface|type) (\w+)/gm))
        places.set(name!, [...new Set([...(places.get(name!) ?? []), file])]);
    expect([...places].filter(([, files]) => files.length > 1)).toEqual([]);
  });

  it('of the verdict are all explained in docs/verdicts.md', () => {
    const text = read('docs/verdicts.md');
    expect(WORD_ORDER.filter((word) => !text.includes(`| ${word} |`))).toEqual([]);
  });
});

describe('the project', () => {
  it('keeps a changelog', () => {
    expect(read('CHANGELOG.md')).toMatch(/^## \[Unreleased\]$/m);
  });

  it('explains every dependency', () => {
    const text = read('docs/decisions.md');
    const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
    expect(names.filter((name) => !text.includes(`\`${name}\``))).toEqual([]);
  });

  it('asks for one version of Node wherever it asks', () => {
    for (const file of ['harness/cli/main.ts', 'tools/pinned-node/run.mjs']) {
      const [, major, minor] = /OLDEST = \[(\d+), (\d+)\]/.exec(read(file)) ?? [];
      expect(manifest.engines.node, file).toBe(`>=${major}.${minor}`);
    }
    const pinned: Record<string, string> = JSON.parse(
      read('tools/pinned-node/package.json'),
    ).optionalDependencies;
    for (const version of Object.values(pinned)) expect(version).toMatch(/^26\./);
  });

  it('has a lock file for all platforms: `npm ci` refuses one with holes', () => {
    type Entry = { dependencies?: object; optionalDependencies?: object };
    const entries: [string, Entry][] = Object.entries(JSON.parse(read('package-lock.json')).packages);
    const names = new Set(entries.map(([place]) => place.replace(/^.*node_modules\//, '')));
    const wanted = entries.flatMap(([, entry]) =>
      Object.keys({ ...entry.dependencies, ...entry.optionalDependencies }),
    );
    expect(wanted.filter((name) => !names.has(name))).toEqual([]);
  });

  it('mentions every command and every example', () => {
    const prose = files
      .filter((file) => file.endsWith('.md'))
      .map(read)
      .join('\n');
    const commands = sources('harness/cli/commands/').flatMap((file) => {
      return [...read(file).matchAll(/new Command\('(\w+)'\)/g)].map((match) => `meshbed ${match[1]}`);
    });
    const examples = files
      .filter((file) => /^examples\/.*\.ya?ml$/.test(file))
      .map((file) => file.slice('examples/'.length));
    expect([...commands, ...examples].filter((name) => !prose.includes(name))).toEqual([]);
  });
});
