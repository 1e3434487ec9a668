/**
 * The mesh by hand, as docs/play-by-hand.md promises it, with each Compose that this machine has. Without an
 * engine it is skipped, unless MESHBED_REQUIRE_ENGINE says that there has to be one.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HUNG_MS } from '../hung.ts';

const repo = fileURLToPath(new URL('../..', import.meta.url));
const isRequired = Boolean(process.env.MESHBED_REQUIRE_ENGINE);

const succeeds = (...command: string[]) => spawnSync(command[0]!, command.slice(1)).status === 0;
const hasEngine = succeeds('docker', 'info');
const composes = [['docker', 'compose'], ['docker-compose']].filter((words) => succeeds(...words, 'version'));

test.skipIf(!isRequired && (!hasEngine || composes.length === 0))('there is an engine and a Compose', () => {
  expect(hasEngine).toBe(true);
  expect(composes).not.toEqual([]);
});

/** The base image: what the environment names, else what the project's own script finds or makes. */
function baseImage(): string | undefined {
  if (process.env.MESHBED_BASE) return process.env.MESHBED_BASE;
  const script = `${repo}/tools/engine/base.sh`;
  return existsSync(script) ? execFileSync('bash', [script], { encoding: 'utf8' }).trim() : undefined;
}

describe.skipIf(!hasEngine).each(composes.map((words) => ({ words, name: words.join(' ') })))(
  '$name',
  ({ words }) => {
    const project = `meshbed-test-${process.pid}-${words.length}`;
    const env: NodeJS.ProcessEnv = {
      ...process.env,
      MESHBED_IMAGE: `${project}-peer`,
      MESHBED_KEEPALIVE: '500ms',
    };

    function run(command: string, ...args: string[]): string {
      const { status, stdout, stderr } = spawnSync(command, args, { cwd: repo, env, encoding: 'utf8' });
      if (status !== 0)
        throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
      return stdout;
    }
    const ran = new Set<string>();
    const compose = (...args: string[]) => {
      ran.add(args.filter((arg) => arg !== '-T').join(' '));
      return run(words[0]!, ...words.slice(1), '-p', project, ...args);
    };
    const containers = () => compose('ps', '-q').trim().split('\n');
    const logOf = (container: string) => run('docker', 'logs', container);
    const nameOf = (container: string) =>
      run('docker', 'inspect', '-f', '{{.Name}}', container).trim().slice(1);

    async function allLog(among: string[], pattern: RegExp): Promise<void> {
      const missing = () => among.filter((container) => !pattern.test(logOf(container)));
      await expect.poll(missing, { timeout: HUNG_MS, interval: 250 }).toEqual([]);
    }

    beforeAll(() => {
      const base = baseImage();
      if (base) env.MESHBED_BASE = base;
      compose('build');
    });

    afterAll(() => {
      spawnSync(words[0]!, [...words.slice(1), '-p', project, 'down', '-t', '1'], { cwd: repo, env });
      // Its layers stay: another test may be about to build on them.
      spawnSync('docker', ['image', 'rm', '--no-prune', `${project}-peer`]);
    });

    test('`up` gives five peers that find each other', async () => {
      compose('up', '-d');
      expect(containers()).toHaveLength(5);
      await allLog(containers(), /\(4 neighbours up\)/);
    });

    test('each is called what its container is called', () => {
      for (const container of containers())
        expect(logOf(container)).toContain(`${nameOf(container)} listens on`);
    });

    test('`exec peer say hello` is seen by all', async () => {
      expect(compose('exec', '-T', 'peer', 'say', 'hello')).toMatch(/said it to 4 neighbours: /);
      await allLog(containers(), /(said|says.*): hello/);
    });

    test('each runs as nobody in particular, and can write nowhere', () => {
      for (const container of containers()) {
        const format = '{{.Config.User}} {{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}}';
        expect(run('docker', 'inspect', '-f', format, container).trim()).toBe('10001:10001 true [ALL]');
      }
    });

    test('the health check of each is content', () => {
      for (const container of containers())
        expect(
          run('docker', 'exec', container, '/usr/local/bin/node', '/meshbed/node/main.ts', 'health'),
        ).toMatch(/^\S+: up (\S+, ){3}\S+; down none\n$/);
    });

    test('one that is killed is reported by the others, and its successor is met', async () => {
      const [victim, ...others] = containers() as [string, ...string[]];
      const name = nameOf(victim);
      run('docker', 'kill', victim);
      await allLog(others, new RegExp(`${name} is gone: it no longer answers \\(3 neighbours up\\)`));
      compose('up', '-d');
      await allLog(others, new RegExp(`${name} is gone[\\s\\S]*${name} is here \\(4 neighbours up\\)`));
    });

    test('`--scale peer=12` gives twelve', async () => {
      compose('up', '-d', '--scale', 'peer=12');
      expect(containers()).toHaveLength(12);
      await allLog(containers(), /\(11 neighbours up\)/);
    });

    test('a stop is a goodbye, not a kill', async () => {
      const [first, ...others] = containers() as [string, ...string[]];
      run('docker', 'stop', first);
      await allLog(others, new RegExp(`${nameOf(first)} is gone: it said goodbye`));
      expect(run('docker', 'inspect', '-f', '{{.State.ExitCode}}', first).trim()).toBe('0');
    });

    test('all that docs/play-by-hand.md tells people to type was typed here', () => {
      expect(compose('logs')).toContain('listens on');
      compose('down');
      const page = readFileSync(`${repo}/docs/play-by-hand.md`, 'utf8');
      const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) =>
        block!.trim().split('\n'),
      );
      expect(blocks.filter((line) => !/^(docker|meshbed) /.test(line))).toEqual([]);
      expect(blocks.length).toBeGreaterThan(4);
      const typed = blocks.filter((line) => line.startsWith('docker '));
      for (const line of typed) expect(ran).toContain(line.replace(/^docker compose /, ''));
    });
  },
);
