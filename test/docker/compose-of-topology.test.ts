/**
 * What `meshbed compose` writes, as Compose reads it and runs it. Without an engine it is skipped, unless
 * MESHBED_REQUIRE_ENGINE says that there has to be one.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { composeText } from '../../harness/compose/compose.ts';
import { needEngine } from '../../harness/engine/find.ts';
import { ensurePeerImage } from '../../harness/engine/image.ts';
import { makePlan } from '../../harness/plan/plan.ts';
import { topologyFromObject } from '../../harness/topology/load.ts';
import { HUNG_MS } from '../hung.ts';

const isRequired = Boolean(process.env.MESHBED_REQUIRE_ENGINE);

const succeeds = (...command: string[]) => spawnSync(command[0]!, command.slice(1)).status === 0;
const hasEngine = succeeds('docker', 'info');
const compose = [['docker', 'compose'], ['docker-compose']].find((words) => succeeds(...words, 'version'));

test.skipIf(!isRequired && (!hasEngine || compose === undefined))('there is an engine and a Compose', () => {
  expect(hasEngine).toBe(true);
  expect(compose).toBeDefined();
});

const topology = topologyFromObject({
  name: 'of a topology',
  seed: 5,
  nodes: { Perth: {}, bridge: { env: { PRICE: '5$' } }, carol: {}, later: { start: 'never' } },
  links: {
    list: [
      ['Perth', 'bridge'],
      ['bridge', 'carol'],
      ['carol', 'later'],
    ],
    latency: '3ms',
  },
  networks: { west: ['Perth', 'bridge'], east: ['bridge', 'carol', 'later'] },
  peer: { keepalive: '500ms' },
});

describe.skipIf(!hasEngine || compose === undefined)('the file', () => {
  const home = mkdtempSync(join(tmpdir(), 'meshbed-test-'));
  const file = join(home, 'mesh.compose.yaml');
  const project = `meshbed-test-of-${process.pid}`;
  const env = { ...process.env };

  function run(...args: string[]): string {
    const [program = '', ...words] = [...(compose ?? []), '-p', project, '-f', file, ...args];
    const { status, stdout, stderr } = spawnSync(program, words, { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`compose ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
    return stdout;
  }
  const says = (service: string, what: RegExp) =>
    expect.poll(() => run('logs', '--no-color', service), { timeout: HUNG_MS, interval: 250 }).toMatch(what);

  beforeAll(async () => {
    writeFileSync(file, composeText(makePlan(topology, 'compose'), 'meshbed compose', '.'));
    const { docker } = await needEngine();
    env.MESHBED_IMAGE = await ensurePeerImage(docker, () => {}, new AbortController().signal);
  });

  afterAll(() => {
    run('down', '-t', '1');
    rmSync(home, { recursive: true });
  });

  test('is one that Compose understands', () => {
    const services = run('config', '--services').trim().split('\n');
    expect(services.filter((service) => service !== 'later').sort()).toEqual(['Perth', 'bridge', 'carol']);
    expect(run('config')).toMatch(/PRICE: ["']?5\$\$/);
  });

  test('is the mesh of the topology: neighbours meet, and what is said at one end is heard at the other', async () => {
    run('up', '-d');
    await says('bridge', /\(2 neighbours up\)/);
    await says('Perth', /bridge is here \(1 neighbour up\)/);
    await says('carol', /bridge is here \(1 neighbour up\)/);
    expect(run('exec', '-T', 'Perth', 'say', 'hello')).toBe('Perth said it to 1 neighbour: bridge\n');
    await says('carol', /Perth says, by way of bridge: hello/);
    expect(run('logs', '--no-color', 'Perth')).not.toContain('carol is here');
  });
});
