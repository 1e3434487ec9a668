/**
 * The published package as a user meets it: packed, installed in an empty project, and used.
 */

import { execFile, execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { expectFairText } from './harness/scenario/fair.ts';
import { installPackage, type Project } from './installed.ts';
import { stdoutOf } from './stdout.ts';

const packageRoot = rootOf();

const exec = promisify(execFile);

let project: Project;
beforeAll(async () => {
  project = await installPackage('npm');
});
afterAll(() => project?.remove());

describe('the packed file', () => {
  it('holds what a user needs, and nothing of ours', () => {
    const inside = readdirSync(project.meshbed);
    for (const name of [
      'dist',
      'node',
      'schema',
      'examples',
      'Dockerfile',
      'compose.yaml',
      'LICENSE',
      'CHANGELOG.md',
    ]) {
      expect(inside).toContain(name);
    }
    for (const name of ['harness', 'test', 'tools', '.npmrc', 'node_modules'])
      expect(inside).not.toContain(name);
  });

  it('brings no Node of its own', () => {
    const installed = readdirSync(join(project.path, 'node_modules'));
    expect(installed.filter((name) => /^(pinned-node|node-)/.test(name))).toEqual([]);
  });

  it('holds the examples of the repository, byte for byte', () => {
    const listed = execFileSync('git', ['ls-files', '-z', 'examples'], {
      cwd: packageRoot,
      encoding: 'utf8',
    });
    const examples = listed.split('\0').filter((name) => name !== '');
    for (const name of examples) {
      const packed = readFileSync(join(project.meshbed, name));
      expect(packed.equals(readFileSync(join(packageRoot, name))), name).toBe(true);
    }
    // What was built or installed beside them stays here, a key above all.
    const inside = readdirSync(join(project.meshbed, 'examples'), { recursive: true, withFileTypes: true });
    expect(inside.filter((entry) => entry.isFile())).toHaveLength(examples.length);
  });
});

describe('installed', () => {
  it('runs an example on the process runtime', async () => {
    const file = 'node_modules/meshbed/examples/full-mesh.yaml';
    const args = ['run', file, '--runtime', 'process'];
    const stdout = await stdoutOf(project.bin, args, { cwd: project.path });
    expectFairText(stdout, 'full-mesh');
  });

  it('is a library', async () => {
    const code = `import { VERSION, runTopology } from 'meshbed'; console.log(VERSION, typeof runTopology);`;
    const { stdout } = await exec('node', ['--input-type=module', '-e', code], { cwd: project.path });
    expect(stdout).toMatch(/^\d+\.\d+\.\d+ function\n$/);
  });

  it('makes tests of topologies, in a project that has vitest', async () => {
    const modules = join(packageRoot, 'node_modules');
    await symlink(join(modules, 'vitest'), join(project.path, 'node_modules', 'vitest')).catch(() => {});
    const file = 'node_modules/meshbed/examples/full-mesh.yaml';
    await project.write(
      'own.test.mjs',
      `import { topologySuite } from 'meshbed/vitest';\ntopologySuite('${file}', { runtime: 'process', inconclusive: 'skip' });\n`,
    );
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const { stdout } = await exec(
      'node',
      [join(modules, 'vitest/vitest.mjs'), 'run', '--reporter=tap-flat'],
      {
        cwd: project.path,
        env: { ...Object.fromEntries(inherited), NO_COLOR: '1' },
      },
    );
    expect(stdout).toMatch(/^ok 1 .*examples\/full-mesh\.yaml/m);
  });

  it('has types', async () => {
    await project.write(
      'use.ts',
      "import { type RunResult, runTopology } from 'meshbed';\nexport const f: Promise<RunResult> = runTopology({} as never, 3 as never);\nexport const g: string = runTopology;\nexport { Mesh } from 'meshbed';\n",
    );
    const args = [
      '--noEmit',
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--types',
      '',
      'use.ts',
    ];
    const { stdout } = await exec(join(packageRoot, 'node_modules/.bin/tsc'), args, {
      cwd: project.path,
    }).catch((error) => error);
    // The wrong line is found, so the types were; the right ones are not complained about.
    expect(stdout.trim().split('\n')).toEqual([expect.stringContaining('use.ts(3,')]);
  });
});
