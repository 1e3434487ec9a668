/**
 * What `container` gives a node, seen from inside its container, for each make of engine.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { AdaptedRuntime } from '../../harness/adapter/adapted-runtime.ts';
import type { Engine } from '../../harness/engine/find.ts';
import { DockerPool } from '../../harness/runtime/docker/docker-pool.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { planOfPrograms } from '../harness/adapter/fixtures.ts';
import { Ear, quiet } from '../harness/runtime/fixtures.ts';
import { anyImage, isLocal, leftovers } from './engine.ts';

/** It waits. */
const WAITS = 'console.log("up"); setInterval(() => 0, 1e6)';
/** Of those that are there on most machines, and in no container by default. */
const DEVICES = ['/dev/net/tun', '/dev/fuse', '/dev/loop-control', '/dev/kmsg'];
const NET_ADMIN = 1n << 12n;

/** Where a control group of either version keeps a limit. */
const readFirst = (paths: string[]) =>
  `for (const path of ${JSON.stringify(paths)}) try { console.log(require("fs").readFileSync(path, "utf8").trim()); break } catch {}`;
const MEMORY = readFirst(['/sys/fs/cgroup/memory.max', '/sys/fs/cgroup/memory/memory.limit_in_bytes']);
const CPU = readFirst(['/sys/fs/cgroup/cpu.max', '/sys/fs/cgroup/cpu/cpu.cfs_quota_us']);
const RIGHTS =
  'console.log(/CapEff:\\s*(\\w+)/.exec(require("fs").readFileSync("/proc/self/status", "utf8"))[1])';

const attempt = (code: string) =>
  `try { ${code}; console.log("done") } catch (error) { console.log(error.code) }`;
const write = (path: string, bytes = 1) =>
  attempt(`require("fs").writeFileSync(${JSON.stringify(path)}, Buffer.alloc(${bytes}))`);

export function describeGiven(engine: Engine): void {
  const closing: (() => Promise<void>)[] = [];
  let folder = '';

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'meshbed-given-'));
  });
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });
  afterAll(async () => {
    await rm(folder, { recursive: true });
  });

  /** A node that is given this and waits; what a script in its container prints. */
  async function nodeWith(container: object, program: object = {}, docker = new DockerRuntime()) {
    const plan = planOfPrograms({
      image: anyImage,
      command: ['node', '-e', WAITS],
      peers: 'never',
      ready: { log: '^up' },
      container,
      ...program,
    });
    const runtime = new AdaptedRuntime(docker);
    closing.push(async () => {
      await runtime.close();
      expect(await leftovers(engine, plan.run)).toEqual([]);
    });
    await runtime.open(plan, new Ear(), quiet);
    await runtime.start([{ node: 'n1', boot: 1 }], quiet);
    return async (script: string) => {
      const { code, text } = await docker.programs.exec('n1', ['node', '-e', script]);
      expect({ code, text }).toMatchObject({ code: 0 });
      return text;
    };
  }

  test('memory and processors are limits of the kernel', async () => {
    const inside = await nodeWith({ memory: '64MiB', cpus: 0.5 });
    expect(await inside(MEMORY)).toBe(`${64 * 2 ** 20}`);
    expect(await inside(CPU)).toMatch(/^50000( 100000)?$/);
  });

  test('a capability is there, and no other; without it none is', async () => {
    const without = await nodeWith({ user: 'root' });
    expect(BigInt(`0x${await without(RIGHTS)}`)).toBe(0n);
    const inside = await nodeWith({ user: 'root', capabilities: ['NET_ADMIN'] });
    expect(BigInt(`0x${await inside(RIGHTS)}`)).toBe(NET_ADMIN);
  });

  test('the user is the one that is named; without it, nobody', async () => {
    const who = 'console.log(process.getuid(), process.getgid())';
    expect(await (await nodeWith({ user: '1234:5678' }))(who)).toBe('1234 5678');
    expect(await (await nodeWith({}))(who)).toBe('10001 10001');
  });

  const device = DEVICES.find((path) => existsSync(path));
  test.skipIf(!isLocal(engine) || device === undefined)('a device is there', async () => {
    const isDevice = `console.log(require("fs").statSync(${JSON.stringify(device)}).isCharacterDevice())`;
    expect(await (await nodeWith({ devices: [device] }))(isDevice)).toBe('true');
  });

  test('a folder in memory takes as much as is written, and nothing else takes anything', async () => {
    const inside = await nodeWith({ tmpfs: { '/data': '1MiB' } });
    expect(await inside(write('/data/a', 2 ** 19))).toBe('done');
    expect(await inside(write('/data/b', 2 ** 20))).toBe('ENOSPC');
    expect(await inside(write('/other'))).toMatch(/EROFS|EACCES/);
  });

  test.each(['10001', 'root'])('a file is there, and %s cannot write to it', async (user) => {
    const file = join(folder, 'agent.conf');
    await writeFile(file, 'listen = 1');
    const path = '/etc/meshbed-given/agent.conf';
    const inside = await nodeWith({ user, files: { [path]: file } });
    expect(await inside(`console.log(require("fs").readFileSync("${path}", "utf8"))`)).toBe('listen = 1');
    expect(await inside(write(path))).toMatch(/EROFS|EACCES/);
  });

  test('a setting of the kernel is its own', async () => {
    const inside = await nodeWith({ sysctls: { 'net.ipv4.ip_unprivileged_port_start': 7 } });
    const path = '/proc/sys/net/ipv4/ip_unprivileged_port_start';
    expect(await inside(`console.log(require("fs").readFileSync("${path}", "utf8").trim())`)).toBe('7');
  });

  test('an entry point stands before the command', async () => {
    const inside = await nodeWith({ entrypoint: ['node', '--no-warnings'] }, { command: ['-e', WAITS] });
    const begun =
      'console.log(require("fs").readFileSync("/proc/1/cmdline", "utf8").split("\\0").slice(0, 3).join(" "))';
    expect(await inside(begun)).toBe('node --no-warnings -e');
  });

  test.each<readonly [string, object]>([
    ['devices', { devices: ['/dev/meshbed-no-such-device'] }],
    ['sysctls', { sysctls: { 'net.ipv4.meshbed_no_such_setting': 1 } }],
    ['user', { user: 'meshbed-no-such-user' }],
    // Podman takes any number.
    ...(engine.name === 'Podman' ? [] : [['cpus', { cpus: 1000 }] as const]),
  ])('what the engine refuses is told with the node and the key: %s', async (key, container) => {
    await expect(nodeWith(container)).rejects.toMatchObject({
      code: 'CONTAINER_REFUSED',
      exitCode: 2,
      message: expect.stringContaining('n1'),
      fix: expect.stringContaining(`\`${key}\``),
    });
  });

  test('in a pool, what one node was given no other gets', async () => {
    const pool = new DockerPool('pgivendocker');
    closing.push(async () => {
      await pool.close();
      expect(await leftovers(engine, 'pgivendocker')).toEqual([]);
    });
    const file = join(folder, 'pooled.conf');
    for (const text of ['first', 'second']) {
      await writeFile(file, text);
      const inside = await nodeWith({ files: { '/etc/pooled.conf': file } }, {}, pool.make());
      expect(await inside('console.log(require("fs").readFileSync("/etc/pooled.conf", "utf8"))')).toBe(text);
      await closing.pop()!();
    }
    const inside = await nodeWith({ user: '1234' }, {}, pool.make());
    expect(await inside('console.log(require("fs").existsSync("/etc/pooled.conf"))')).toBe('false');
  });
}
