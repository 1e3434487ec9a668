import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import { type ConformOptions, conform } from '../../../harness/conform/conform.ts';
import { REQUIREMENTS } from '../../../harness/conform/registry.ts';
import { judgedText, summaryText } from '../../../harness/conform/report.ts';
import type { ConformResult, RequirementState } from '../../../harness/conform/walk/types.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { describePeers, peersFolder } from '../../examples/peers.ts';
import { MAIN } from '../../node/contract/child.ts';
import { GROUPS } from './mistakes.ts';

const OPTIONAL = REQUIREMENTS.filter(({ optional }) => optional).map(({ name }) => name);

const folder = mkdtempSync(join(tmpdir(), 'meshbed-conform-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function file(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

async function tryProgram(command: string[], more: Partial<ConformOptions> = {}): Promise<ConformResult> {
  return await conform({ runtime: new ProcessRuntime(), command, peer: { keepalive: '200ms' }, ...more });
}

function named(result: ConformResult, ...states: RequirementState[]): string[] {
  return result.requirements.filter(({ state }) => states.includes(state)).map(({ name }) => name);
}

const text = (result: ConformResult) =>
  `${result.requirements.map((judged) => judgedText(judged)).join('')}${summaryText(result)}`;

describe.concurrent('programs that keep the contract', () => {
  test('the bundled peer, all of it, and nothing is left behind', async () => {
    const result = await tryProgram([process.execPath, MAIN, 'contract']);
    expect(named(result, 'met'), text(result)).toEqual(REQUIREMENTS.map(({ name }) => name));
    expect(summaryText(result)).toMatch(/meshbed-peer \S+ conforms to the node contract: 34 met of 34/);
  });
});

test('nothing is left behind', () => {
  expect(markedProcesses().filter(({ owner }) => owner.startsWith(`${process.pid}:`))).toEqual([]);
});

describePeers('foreign programs', (python, c) => {
  test.concurrent.each([python, c])(
    'the peer in $name keeps the contract, all of it',
    async ({ command }) => {
      const result = await tryProgram(command);
      expect(named(result, 'met'), text(result)).toEqual(REQUIREMENTS.map(({ name }) => name));
    },
  );

  test.concurrent('the whole peer of the page keeps all that is not optional', async () => {
    const page = readFileSync(join(packageRoot(), 'docs', 'node-contract.md'), 'utf8');
    const source = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
    const result = await tryProgram([python.command[0]!, file('tiny.py', source)], {
      patience: { meet: 500 },
    });
    expect(named(result, 'absent'), text(result)).toEqual(OPTIONAL);
    expect(named(result, 'not met', 'untried'), text(result)).toEqual([]);
  });

  test('every requirement can be broken', () => {
    const broken = GROUPS.flatMap(({ mistakes }) => mistakes.map(({ breaks }) => breaks));
    expect(REQUIREMENTS.map(({ name }) => name).filter((name) => !broken.includes(name))).toEqual([]);
  });

  test.concurrent.each(
    GROUPS.map((group) => ({ ...group, named: group.mistakes.map(({ breaks }) => breaks).join(', ') })),
  )('broken: $named', async ({ mistakes, patience }) => {
    let source = readFileSync(join(peersFolder, 'python', 'peer.py'), 'utf8');
    for (const { change } of new Set(mistakes)) {
      if (!source.includes(change[0])) expect(source).toContain(change[1]);
      source = source.replace(...change);
    }
    const name = `${mistakes[0]?.breaks}.py`;
    const result = await tryProgram([python.command[0]!, file(name, source)], patience ? { patience } : {});
    const missed = mistakes.filter(({ breaks }) => !named(result, 'not met').includes(breaks));
    expect(
      missed.map(({ breaks }) => breaks),
      text(result),
    ).toEqual([]);
  });
});
