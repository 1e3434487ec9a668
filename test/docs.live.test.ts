/**
 * The verdicts in the README are what its topology gets, and the commands of CONTRIBUTING.md do what it says.
 */

import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { realServices } from '../harness/cli/real-services.ts';
import { packageRoot as rootOf } from '../harness/common/package-root.ts';
import { reportText } from '../harness/report/text.ts';
import { parseTopology } from '../harness/topology/load.ts';
import { ofKind, readmesTopology } from './documents.ts';
import { expectFair, wasExcused } from './harness/scenario/fair.ts';

const packageRoot = rootOf();
const shell = (command: string, cwd: string) => promisify(execFile)('sh', ['-c', command], { cwd });

describe.concurrent('commands of CONTRIBUTING.md', () => {
  const written = ofKind('sh').filter(({ place }) => place.startsWith('CONTRIBUTING'));
  const isWritten = (command: string) => written.some(({ text }) => text.includes(`${command}\n`));

  it('npm run format formats', async () => {
    expect(isWritten('npm run format')).toBe(true);
    const folder = await mkdtemp(join(tmpdir(), 'meshbed-format-'));
    try {
      for (const file of ['package.json', 'biome.json'])
        await copyFile(join(packageRoot, file), join(folder, file));
      await writeFile(join(folder, 'ugly.ts'), 'export const  a = "b"');
      await shell(`PATH="${packageRoot}/node_modules/.bin:$PATH" npm run format`, folder);
      expect(await readFile(join(folder, 'ugly.ts'), 'utf8')).toBe("export const a = 'b';\n");
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('a file runs on the Node that the repository brings', async () => {
    const command = 'node tools/pinned-node/run.mjs harness/cli/main.ts --version';
    expect(isWritten(command)).toBe(true);
    const { version } = JSON.parse(await readFile(join(packageRoot, 'package.json'), 'utf8'));
    expect((await shell(command, packageRoot)).stdout.trim()).toBe(version);
  });
});

describe.concurrent("the README's verdicts", () => {
  const verdicts = /^(passed|failed): /;
  const shown = ofKind('text').filter(({ place, text }) => place.startsWith('README') && verdicts.test(text));
  const asked = [{ to: 'present' as const }, { to: 'eventual' as const }];

  it.each(asked.map((how, i) => ({ ...how, shown: shown[i]?.text ?? '' })))('$to', async ({ to, shown }) => {
    const topology = parseTopology(readmesTopology(), 'mesh.yaml');
    if (topology.expect.delivery !== null) topology.expect.delivery.to = to;
    if (to === 'eventual') topology.peer.store = 0;
    const result = await realServices.run(topology, { runtime: await realServices.runtime('process') });
    if (wasExcused(result)) return expectFair(result);
    // Whether the machine was at rest when the scenario began is the machine's doing.
    const { warmUp, ...others } = result;
    const rested = warmUp === undefined ? {} : { warmUp: { ...warmUp, end: 'settled' as const } };
    const report = reportText({ ...others, ...rested, file: 'mesh.yaml' });
    const isWhole = !shown.includes('\n…');
    if (isWhole) expect(withoutNumbers(report)).toBe(withoutNumbers(withoutDeaths(shown, report)));
    else for (const part of whatStays(shown)) expect(report).toContain(part);
  });
});

/** On a busy machine a node that was killed may be back before its death is due to be noticed. */
function withoutDeaths(shown: string, report: string): string {
  return report.includes('detected')
    ? shown
    : shown.replace(/, \d+ deaths? detected, slowest detection [^\n]*/, '');
}

/** What is the same in every run: no times, no counts, and lines broken anywhere. */
function withoutNumbers(text: string): string {
  const words = text.replaceAll(/\d+(\.\d+)?/g, 'N').replaceAll('N ms', 'N s');
  return words.replaceAll(/ *\n +/g, '\n').trim();
}

/** Of a finding: its headline, its word, and who missed what; by which way differs from run to run. */
function whatStays(shown: string): string[] {
  return shown.match(/^\w.*$|^ {2}\w.*$|\w+,? never got [\w-]+:/gm) ?? [];
}
