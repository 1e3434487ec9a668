/**
 * `${NAME}` in the texts of a file, and the files from which its values come.
 */

import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTopology, parseTopology, topologyFromObject } from '../../../harness/topology/load.ts';
import { parseEnvFile } from '../../../harness/topology/text/env-file.ts';
import { folderOf } from './folder.ts';
import { problemsOf } from './problems.ts';

type Env = Record<string, string | undefined>;

const MESH = 'nodes: { count: 3 }\nlinks: { shape: ring }\n';
const parse = (text: string, env: Env = {}) => parseTopology(text, 'mesh.yaml', { env, seed: 1 });
const said = (text: string, env: Env = {}) =>
  problemsOf(() => parse(text, env)).map(({ line, column, text }) => `${line}:${column} ${text}`);

function injected(written: string, env: Env = {}): unknown {
  const [step] = parse(`${MESH}steps:\n  - at: 1s\n    from: n1\n    inject: ${written}\n`, env).steps;
  return (step as { text?: unknown }).text;
}

describe('a variable in a text', () => {
  it.each([
    ['${A}', { A: 'hello' }, 'hello'],
    ['"${A} and ${B}"', { A: 'one', B: 'two' }, 'one and two'],
    ['${A:-none}', {}, 'none'],
    ['${A:-none}', { A: '' }, 'none'],
    ['${A:-none}', { A: 'some' }, 'some'],
    ['x${A}', { A: '' }, 'x'],
    ['$${A}', { A: 'hello' }, '${A}'],
    ['$$${A}', { A: 'hello' }, '$${A}'],
    ['cost: 5$', {}, undefined],
    ['$A 5$ $$', { A: 'hello' }, '$A 5$ $$'],
    ["'${A}'", { A: '007' }, '007'],
    ['${A}', { A: 'true' }, 'true'],
    ['${A}', { A: '1e3' }, '1e3'],
    // A value is not looked at again.
    ['${A}', { A: '${B} $${C}' }, '${B} $${C}'],
    ['${A}', { A: '[1, 2]' }, '[1, 2]'],
    ['${A}', { A: 'a: b # c' }, 'a: b # c'],
  ])('%s with %j is %j', (written, env, text) => {
    if (text === undefined) expect(said(`x: ${written}`, env)).not.toEqual([]);
    else expect(injected(written, env)).toBe(text);
  });

  it('is a number, a duration, a share or a switch where one is due', () => {
    const text =
      'nodes: { count: "${N}" }\nlinks: { shape: "${SHAPE}", loss: "${LOSS}" }\nexpect: { delivery: { within: "${WITHIN}" }, duplicates: "${JUDGED}" }\n';
    const env = { N: '5', SHAPE: 'line', LOSS: '2.5%', WITHIN: '700ms', JUDGED: 'false' };
    const { nodes, links, expect: judged } = parse(text, env);
    expect([nodes.length, links.length, links[0]?.ab?.loss]).toEqual([5, 4, 0.025]);
    expect([judged.delivery?.withinMs, judged.duplicates]).toEqual([700, null]);
  });

  it('stands for nothing in keys, nor in an object', () => {
    expect(said(`${MESH}\${A}: 1\n`, { A: 'peer' })).toEqual(['3:1 unknown key `${A}`']);
    const env = { T: '${A}' };
    expect(topologyFromObject({ nodes: { a: { env } }, links: [] }).nodes[0]?.env).toEqual(env);
  });

  it('is filled in once where an alias repeats it', () => {
    const { nodes } = parse('x-e: &e { T: "${A}" }\nnodes: { a: { env: *e }, b: { env: *e } }\nlinks: []\n', {
      A: '${A}',
    });
    expect(nodes.map(({ env }) => env.T)).toEqual(['${A}', '${A}']);
  });

  it('can be left to the environment of the process', () => {
    process.env.MESHBED_TEST_NODES = '4';
    expect(parseTopology('nodes: { count: "${MESHBED_TEST_NODES}" }\nlinks: []\n', 'a').nodes).toHaveLength(
      4,
    );
    delete process.env.MESHBED_TEST_NODES;
  });
});

describe('what cannot be filled in', () => {
  it.each([
    ['${A}', '3:7 the variable `A` is not set'],
    ['${A', '3:7 `${` is not closed'],
    ['${}', '3:7 `${}` names no variable'],
    ['${A-b}', '3:7 `${A-b}` names no variable'],
    ['${A:?b}', '3:7 `${A:?b}` names no variable'],
    ['${A:-${B}}', '3:7 `${A:-${B}` has a variable within'],
    ['${constructor}', '3:7 the variable `constructor` is not set'],
  ])('%s is a mistake at its place', (written, problem) => {
    expect(said(`${MESH}name: ${written}\n`)).toEqual([problem]);
  });

  it('says what is near, and hides no other mistake', () => {
    const text =
      'nodes: { count: "${NODE}" }\nlinks: { shape: rign }\nexpect: { delivery: { within: "${B}" } }\n';
    const problems = problemsOf(() => parse(text, { NODES: '3' }));
    expect(problems.map(({ text }) => text)).toEqual([
      'the variable `NODE` is not set',
      expect.stringContaining('rign'),
      'the variable `B` is not set',
    ]);
    expect(problems[0]?.fix).toMatch(/^Did you mean `NODES`\? .*\$\{NODE:-default\}/);
  });

  it('a value that does not fit is shown with where it came from', () => {
    expect(said(`${MESH}expect: { delivery: { within: "\${T}" } }\n`, { T: 'soon' })).toEqual([
      '3:31 from `${T}`: `soon` is not a duration',
    ]);
  });

  it('a key beside such a value is shown as it is', () => {
    expect(said(`${MESH}nmae: "\${T}"\n`, { T: 'x' })).toEqual(['3:1 unknown key `nmae`']);
  });

  it('in brackets it needs quotes, and that is said once', () => {
    expect(said('nodes: { count: ${N}, image: x }\nlinks: [a, b]\n')).toEqual([
      '1:18 `${…}` without quotes, inside `{}` or `[]`',
    ]);
    expect(said('nodes: { count: 1 }\nlinks: [a, ${N}]\n')).toHaveLength(1);
  });

  it('values come to no more than a file', () => {
    const many = `${MESH}x-a: [${Array.from({ length: 2_000 }, () => '"${A}"').join(', ')}]\n`;
    expect(parse(many, { A: 'x'.repeat(500) }).nodes).toHaveLength(3);
    expect(said(many, { A: 'x'.repeat(1_000) })).toEqual([
      expect.stringContaining('the values of variables come to more than 1 MiB'),
    ]);
  });

  it('a file of 10 MB is not read for it', () => {
    const started = performance.now();
    expect(said(`# ${'${A} '.repeat(2_000_000)}`)[0]).toMatch(/9\.5 MiB, more than the 1 MiB/);
    expect(performance.now() - started).toBeLessThan(2_000);
  });
});

describe('env_file', () => {
  const files = {
    'mesh.yaml': `env_file: [one.env, env/two.env]\n${MESH}peer: { keepalive: "\${K}" }\nname: "\${N} \${M}"\n`,
    'one.env': 'K=300ms\nN=one\nM=one\n',
    'env/two.env': '# more\nexport N="two"\n',
  };

  it('gives values, the last file the first; the environment wins', async () => {
    const file = join(folderOf(files), 'mesh.yaml');
    expect(await loadTopology(file, { env: {} })).toMatchObject({
      name: 'two one',
      peer: { keepalive: '300ms' },
    });
    expect(await loadTopology(file, { env: { N: 'mine' } })).toMatchObject({ name: 'mine one' });
  });

  it('of a node and of a program gives it their environment as it stands there', async () => {
    const program =
      'p: { command: [sh], peers: never, ready: { log: x }, env_file: a.env, env: { A: mine } }';
    const home = folderOf({
      'mesh.yaml': `programs: { ${program} }\nnodes:\n  a: { env_file: a.env, env: { A: mine } }\n  b: { program: p }\nlinks: [[a, b]]\n`,
      'a.env': "A=1\nB='${HOME} {node}'\n",
    });
    const { nodes, programs } = await loadTopology(join(home, 'mesh.yaml'));
    expect(nodes[0]?.env).toEqual({ A: 'mine', B: '${HOME} {node}' });
    // As a template it is this very text again.
    expect(programs?.p?.env).toEqual({ A: 'mine', B: '${HOME} {{node}}' });
  });

  it('that is not there, or is none, is a mistake at its place', () => {
    const home = folderOf({ ...files, 'env/two.env': 'A=1\nwhat is this\nB="open\n' });
    const mesh = files['mesh.yaml'].replace('one.env', 'oen.env').replace('${K}', '300ms');
    const found = problemsOf(() => parseTopology(mesh, join(home, 'mesh.yaml'), { env: { N: 'n', M: 'm' } }));
    expect(found.map(({ file, line, text }) => `${file.slice(home.length + 1)}:${line} ${text}`)).toEqual([
      'mesh.yaml:1 there is no file `oen.env`',
      'env/two.env:2 this is no `NAME=value`',
      'env/two.env:3 a quote is not closed',
    ]);
    expect(found[0]?.fix).toContain('Did you mean `one.env`?');
  });

  it.each([
    ['A=1', { A: '1' }],
    ['\ufeffA=1\r\nB=2\r\n', { A: '1', B: '2' }],
    ['A="x y" # comment\nB=\'a\nb\'\nC="a\\nb"\nD=`x`', { A: 'x y', B: 'a\nb', C: 'a\nb', D: 'x' }],
    ['A=\nB = b # c\n\n  # d', { A: '', B: 'b' }],
    ["A=it's", { A: "it's" }],
  ])('%j is read', (text, values) => {
    expect(parseEnvFile(text)).toEqual({ values, problems: [] });
  });

  it.each([
    ['A', 'this is no `NAME=value`'],
    ['A: 1', 'this is no `NAME=value`'],
    ['1A=1', 'this is no `NAME=value`'],
    ['A="x', 'a quote is not closed'],
    ['A="x" y', 'a quote is not closed'],
    ['A=a#b', 'a `#` within the value'],
    ['A=#b', 'the value begins with `#`'],
    ['A=x\0y', 'the line holds a NUL'],
    ['A="x\n\0"', 'the value holds a NUL'],
  ])('%j is a mistake', (text, problem) => {
    expect(parseEnvFile(`OK=1\n${text}\nOK=2`).problems[0]).toMatchObject({ line: 2, text: problem });
  });
});
