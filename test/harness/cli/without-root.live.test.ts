/** A routed network of processes for those who are not root: the command line, from the file to the verdict. */

import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from 'vitest';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { makeNobody, NOBODY, type Nobody, testInUserNamespace } from '../../without-root.ts';
import { expectFairText } from '../scenario/fair.ts';
import { startMeshbedAs } from './started.ts';

const MESH = `
name: mesh
network: routed
elsewhere: closed
nodes: { count: 4 }
links: { shape: ring, latency: 10ms, loss: 5% }
peer: { keepalive: 300ms }
steps:
  - { at: 500ms, inject: { count: 5 }, from: n1 }
  - { at: 1s, partition: [n1..n2, rest] }
  - { after: 4s, heal: all }
  - { after: 3s, kill: n3 }
  - { after: 4s, start: n3 }
  - { after: 3s, inject: { count: 5 }, from: all }
expect:
  delivery: { within: 5s, to: eventual }
  keepalive: { detect: 3s, recover: 3s }
  isolation: {}
  settle: 1s
`;

/** Each of its programs writes its number, that of its group, and as whom it sees itself; then by what it was ended. */
const WHO = `
name: who
network: routed
programs:
  who:
    command: [sh, who.sh]
    peers: never
    ready: { log: ^ready }
nodes: { count: 2, program: who }
links: { shape: line }
steps:
  - { at: 500ms, kill: n1 }
  - { after: 500ms, start: n1 }
  - { after: 100ms, pause: n2 }
  - { after: 100ms, resume: n2 }
  - { after: 100ms, disconnect: n2 }
  - { after: 100ms, reconnect: n2 }
  - { after: 100ms, stop: [n1, n2] }
expect: {}
`;
const WHO_SH = `
echo "$$ leads $(cut -d' ' -f5 /proc/$$/stat) as $(id -u)" > said-$$
trap 'echo ended by TERM >> said-$$; exit 0' TERM
echo ready
while :; do sleep 0.05; done
`;

/** Runs a file that holds this, to a verdict that accuses nobody: what was printed, and what stands in files of the evidence. */
async function run(nobody: Nobody, name: string, text: string) {
  const file = join(nobody.home, `${name}.yaml`);
  await writeFile(file, text);
  const evidence = join(nobody.home, 'out');
  const args = ['--runtime', 'process', '--seed', '1', '--capture', '--out', evidence];
  const { code, out, err } = startMeshbedAs(nobody, 'run', file, ...args);
  const exitCode = await code;
  expect([0, 4], err()).toContain(exitCode);
  const read = async (file: string) => JSON.parse(await readFile(join(evidence, file), 'utf8'));
  const [{ run }, environment] = await Promise.all(['result.json', 'environment.json'].map(read));
  expect(markedProcesses().filter((found) => found.run === run)).toEqual([]);
  return { text: out(), environment };
}

/** What programs wrote of themselves, by the name of the file. */
async function saidIn(folder: string): Promise<Map<string, string>> {
  const names = (await readdir(folder)).filter((name) => name.startsWith('said-'));
  return new Map(
    await Promise.all(names.map(async (name) => [name, await readFile(join(folder, name), 'utf8')] as const)),
  );
}

describe('a routed network without root', () => {
  testInUserNamespace('is judged as any, with loss, a partition and a restart', async () => {
    await using nobody = await makeNobody();
    const { text, environment } = await run(nobody, 'mesh', MESH);
    expectFairText(text, 'mesh');
    expect(text).toMatch(/capture: +\d{2,} datagrams/);
    expect(environment).toMatchObject({ isolation: 'network', userNamespace: true, routed: true });
    // Compiled code for who they are out here, and for root.
    const compiled = await readdir(join(nobody.home, '.cache/meshbed/compiled'));
    expect(compiled.filter((name) => name.startsWith('warm-'))).toHaveLength(2);
  });

  testInUserNamespace('runs programs as root of it; each is the process that gets signals', async () => {
    await using nobody = await makeNobody();
    const { home } = nobody;
    await writeFile(join(home, 'who.sh'), WHO_SH);
    await run(nobody, 'who', WHO);
    const said = await saidIn(home);
    expect(said.size).toBe(3);
    for (const [name, text] of said) {
      const pid = name.slice('said-'.length);
      expect(text.split('\n')[0]).toBe(`${pid} leads ${pid} as 0`);
      // What they write is the user's.
      expect((await stat(join(home, name))).uid).toBe(NOBODY.uid ?? process.getuid?.());
    }
    expect([...said.values()].filter((text) => text.includes('ended by TERM'))).toHaveLength(2);
    expect((await readdir(home)).filter((name) => name.startsWith('meshbed-files-'))).toEqual([]);
  });
});
