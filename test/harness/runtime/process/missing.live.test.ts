/**
 * Programs that are not on this machine: found before anything starts, with their places.
 */

import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { makePlan } from '../../../../harness/plan/plan.ts';
import { whyPlanDoesNotFit } from '../../../../harness/runtime/fits.ts';
import { missingPrograms, requireAllPrograms } from '../../../../harness/runtime/process/missing.ts';
import { loadTopology, topologyFromObject } from '../../../../harness/topology/load.ts';
import { folderOf } from '../../topology/folder.ts';

/** `agent` can be run, `notes` cannot. */
function home(mesh = ''): string {
  const folder = folderOf({
    'mesh.yaml': mesh,
    agent: '#!/bin/sh\n',
    notes: 'text\n',
    'bin/other': '#!/bin/sh\n',
  });
  for (const program of ['agent', 'bin/other']) chmodSync(join(folder, program), 0o755);
  return folder;
}

const missing = (folder: string, node: object) =>
  missingPrograms(topologyFromObject({ nodes: { a: node }, links: [] }, { folder }));

describe('a program', () => {
  it.each([
    ['beside the file', { command: ['./agent'] }],
    ['in a folder beside it', { command: ['bin/other'] }],
    ['in the folder that is named', { command: ['./other'], folder: 'bin' }],
    ['on the PATH', { command: ['sh', '-c', 'true'] }],
    ['on the PATH that it is given', { command: ['other'], env: { PATH: 'nowhere:bin' } }],
    ['of an image', { image: 'x' }],
    ['that is ours', {}],
  ])('%s is there', (_, node) => {
    expect(missing(home(), node)).toEqual([]);
  });

  it.each([
    [
      'beside the file',
      { command: ['./agnet'] },
      /^there is no program `\.\/agnet` in `\/.*`, which a would run$/,
    ],
    [
      'on the PATH',
      { command: ['no-such-program'] },
      /^there is no program `no-such-program` on the PATH, which a/,
    ],
    [
      'on the PATH that it is given',
      { command: ['sh'], env: { PATH: 'bin' } },
      /^there is no program `sh` on/,
    ],
    [
      'for the folder that is named',
      { command: ['sh'], folder: 'nowhere' },
      /^there is no folder `.*nowhere` to run/,
    ],
    ['since it is a folder', { command: ['./bin'] }, /^there is no program `\.\/bin`/],
    ['since it cannot be run', { command: ['./notes'] }, /^`\.\/notes` is not executable/],
  ])('%s is missing', (_, node, said) => {
    expect(missing(home(), node)).toEqual([expect.stringMatching(said)]);
  });

  it('that is described is looked for with all that runs beside it, but for what nobody knows yet', () => {
    const program = {
      command: ['sh'],
      peers: 'never',
      ready: { exec: ['no-probe'] },
      inject: { exec: ['{dir}/say', '{ref}'] },
      stop: { exec: ['no-stop'] },
    };
    const nodes = { count: 3, program: 'p' };
    const topology = topologyFromObject({ programs: { p: program }, nodes, links: [] });
    expect(missingPrograms(topology)).toEqual([
      'there is no program `no-probe` on the PATH, which n1 … n3 would run',
      'there is no program `no-stop` on the PATH, which n1 … n3 would run',
    ]);
  });
});

describe('it is said', () => {
  const mesh = 'nodes:\n  a: { command: [no-such-program] }\n  b:\nlinks: [[a, b]]\n';

  it('by check, with its place: not as a mistake, since containers have programs of their own', async () => {
    const file = join(home(mesh), 'mesh.yaml');
    expect(whyPlanDoesNotFit(makePlan(await loadTopology(file), 'check'))).toEqual([
      `run on process: there is no program \`no-such-program\` on the PATH (${file}:2:17), which a would run`,
    ]);
  });

  it('by a run as processes, before anything starts', async () => {
    const topology = await loadTopology(join(home(mesh), 'mesh.yaml'));
    expect(() => requireAllPrograms(topology)).toThrow(
      expect.objectContaining({
        code: 'COMMAND_NOT_FOUND',
        exitCode: 2,
        fix: expect.stringMatching(/install/),
      }),
    );
  });
});
