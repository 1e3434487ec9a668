/**
 * A test suite of a user's own: a project of a few files in which `meshbed` and `meshbed/vitest` are this repository's
 * sources, run by vitest and looked at by the compiler.
 */

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';

const packageRoot = rootOf();
const exec = promisify(execFile);

/** Runs it on processes, whatever engine answers. */
export const ON_PROCESSES = { MESHBED_RUNTIME: 'process' };

export interface TestOutcome {
  file: string;
  title: string;
  status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
  message: string;
}

export class OwnSuite {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** `files` by name. */
  static async make(files: Record<string, string>): Promise<OwnSuite> {
    const path = await mkdtemp(join(tmpdir(), 'meshbed-suite-'));
    await linkModules(join(path, 'node_modules'));
    const suite = new OwnSuite(path);
    for (const [name, text] of Object.entries({ ...settings(), ...files })) await suite.write(name, text);
    return suite;
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(dirname(join(this.path, name)), { recursive: true });
    await writeFile(join(this.path, name), text);
  }

  read(name: string): Promise<string> {
    return readFile(join(this.path, name), 'utf8');
  }

  /** What became of each test. */
  async run(env: Record<string, string> = {}): Promise<TestOutcome[]> {
    const vitest = join(packageRoot, 'node_modules/vitest/vitest.mjs');
    const args = [vitest, 'run', '--reporter=json', '--outputFile=outcome.json'];
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST'));
    const options = { cwd: this.path, env: { ...Object.fromEntries(inherited), ...env } };
    const said = await exec(process.execPath, args, options).catch((error) => error);
    const text = await this.read('outcome.json').catch(() => {
      throw new Error(`vitest said nothing of its tests: ${said.stdout}\n${said.stderr}`);
    });
    return outcomesIn(JSON.parse(text));
  }

  /** What the compiler complains of; empty when all is well. */
  async compile(): Promise<string> {
    const tsc = join(packageRoot, 'node_modules/.bin/tsc');
    const { stdout } = await exec(tsc, ['-p', 'tsconfig.json'], { cwd: this.path }).catch((error) => error);
    return String(stdout).trim();
  }

  remove(): Promise<void> {
    return rm(this.path, { recursive: true, force: true });
  }
}

/** What npm would have installed: what this repository has, and meshbed beside it. */
async function linkModules(to: string): Promise<void> {
  const from = join(packageRoot, 'node_modules');
  await mkdir(to);
  for (const name of await readdir(from)) {
    if (name !== 'meshbed') await symlink(join(from, name), join(to, name));
  }
  await symlink(packageRoot, join(to, 'meshbed'));
}

interface JsonReport {
  testResults: {
    name: string;
    message: string;
    assertionResults: { title: string; status: TestOutcome['status']; failureMessages: string[] }[];
  }[];
}

function outcomesIn({ testResults }: JsonReport): TestOutcome[] {
  return testResults.flatMap(({ name: file, message, assertionResults }) => {
    if (assertionResults.length === 0) return [{ file, title: file, status: 'failed', message }];
    return assertionResults.map(({ title, status, failureMessages }) => {
      return { file, title, status, message: failureMessages.join('\n') || message };
    });
  });
}

function settings(): Record<string, string> {
  const source = (name: string) => join(packageRoot, 'harness', name);
  const alias = [
    { find: 'meshbed/vitest', replacement: source('vitest/index.ts') },
    { find: 'meshbed', replacement: source('index.ts') },
  ];
  const config = { resolve: { alias }, test: { testTimeout: 60_000, maxWorkers: 2, hookTimeout: 120_000 } };
  const compilerOptions = {
    types: ['node'],
    paths: { meshbed: [source('index.ts')], 'meshbed/vitest': [source('vitest/index.ts')] },
  };
  const include = ['**/*.ts'];
  return {
    'package.json': JSON.stringify({ private: true, type: 'module' }),
    'vitest.config.js': `export default ${JSON.stringify(config)};\n`,
    'tsconfig.json': JSON.stringify({
      extends: join(packageRoot, 'tsconfig.json'),
      compilerOptions,
      include,
    }),
  };
}
