/**
 * `meshbed up` as a real process: its prompt through a pipe, its signals, its exit code, and nothing left behind.
 */

import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { loadTopology } from '../../../harness/topology/load.ts';
import { HUNG_MS } from '../../hung.ts';
import { startMeshbed } from '../cli/started.ts';

const MESH = `
name: held
seed: 7
nodes: { count: 3 }
links: { shape: ring }
peer: { keepalive: 200ms }
steps:
  - { at: 100ms, inject: from the file, from: n1 }
  - { at: 300ms, kill: n3 }
expect:
  delivery: { within: 10s }
  settle: 100ms
`;

let home: string;
let mesh: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'meshbed-up-'));
  mesh = join(home, 'mesh.yaml');
  await writeFile(mesh, MESH);
});
afterAll(() => rm(home, { recursive: true, force: true }));

const meshbed = (...args: string[]) => startMeshbed(home, ...args);
const up = (...args: string[]) => meshbed('up', mesh, '--runtime', 'process', ...args);
const processesOf = (run: string) => markedProcesses().filter((found) => found.run === run);
/** Its line on the screen says who it is. */
const runOf = async (out: string) =>
  JSON.parse((await readFile(join(out, 'journal.ndjson'), 'utf8')).split('\n', 1).join('')).run as string;

it('a script is done line by line, and what it did is a scenario that runs', async () => {
  const out = join(home, 'scripted');
  const saved = join(home, 'saved.yaml');
  const { child, code, out: said, err } = up('--out', out);
  child.stdin.end(`inject n1 hello
kill n3
kill n3
start n3
partition n1,n2 | n3
heal
link n1 n2 latency=5ms
nodes
save ${saved}
finish
`);
  const exit = await code;
  expect([0, 4], said() + err()).toContain(exit);
  expect(said()).toMatch(/kill n3\nerror: `kill`: n3 is not running[\s\S]*ready {5}3: n1 … n3/);
  expect(await readdir(out)).toEqual(
    expect.arrayContaining(['journal.ndjson', 'report.html', 'result.json', 'scenario.yaml']),
  );
  const { steps } = await loadTopology(saved);
  expect(steps.map(({ verb }) => verb)).toEqual(['inject', 'kill', 'start', 'partition', 'heal', 'link']);
  const again = meshbed('run', saved, '--runtime', 'process', '--json');
  expect([0, 4]).toContain(await again.code);
  expect(JSON.parse(again.out())).toMatchObject({ end: { reason: 'decided' }, name: 'held' });
});

it('the file’s own steps are done when asked for, and not otherwise', async () => {
  const played = up('--play');
  await played.said('kill n3');
  expect(played.out()).toContain('inject “from the file” from n1');
  played.child.stdin.write('quit\n');
  expect(await played.code).toBe(0);
  const held = up();
  await held.said('Not done: the file’s 2 steps'.replace('’', "'"));
  held.child.stdin.write('wait 400ms\nnodes\nquit\n');
  expect(await held.code).toBe(0);
  expect(held.out()).toMatch(/^ {2}ready {5}3: n1 … n3\n/);
});

it('where the pipe ends it is held on, until a signal: then it cleans up, and says the verdict so far', async () => {
  const out = join(home, 'signalled');
  const { child, code, said, out: stdout } = up('--out', out);
  child.stdin.end('inject n1 hello\n');
  await said('inject “hello”');
  child.kill('SIGTERM');
  expect(await code).toBe(130);
  expect(stdout()).toContain('interrupted: held — after ');
  expect(await readdir(out)).toContain('report.html');
  expect(processesOf(await runOf(out))).toEqual([]);
});

it('killed, it leaves nothing: the guardian ends what is left', async () => {
  const out = join(home, 'killed');
  const { child, said, code } = up('--out', out);
  await said('3 nodes up');
  const run = await runOf(out);
  expect(processesOf(run)).not.toEqual([]);
  child.kill('SIGKILL');
  await code;
  await expect.poll(() => processesOf(run), { timeout: HUNG_MS }).toEqual([]);
});

it('a port in use is bad input, and starts nothing', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  const { code, err } = up('--port', String(port));
  expect(await code).toBe(2);
  expect(err()).toContain(`--port ${port}: port ${port} of 127.0.0.1 is in use`);
  expect(err()).not.toContain('starting the nodes');
  taken.close();
});
