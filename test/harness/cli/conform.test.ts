import { describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../harness/common/errors.ts';
import type { ConformResult, RequirementState } from '../../../harness/conform/walk/types.ts';
import { meshbed } from './command-line.ts';

function found(...states: RequirementState[]): ConformResult {
  const requirements = states.map((state, i) => ({
    name: `r${i}`,
    says: 'Says so.',
    optional: state === 'absent',
    state,
    ...(state === 'not met' ? { seen: 'it said \u001b[31mnothing' } : {}),
  }));
  return { program: 'my-peer 1.0', runtime: 'process', requirements };
}

/** A service that finds these, and remembers what it was asked. */
function finds(...states: RequirementState[]) {
  const asked: unknown[] = [];
  const conform = async (
    name: string,
    { told, signal: _, ...options }: { told?: (judged: never) => void; signal?: unknown },
  ) => {
    asked.push({ name, ...options });
    const result = found(...states);
    for (const judged of result.requirements) told?.(judged as never);
    return result;
  };
  return { asked, services: { conform: conform as never } };
}

describe('meshbed conform', () => {
  it('runs a command as a process, with what stands after --, and options as the peer gets them', async () => {
    const { asked, services } = finds('met');
    const args = 'conform --option keepalive=300ms --option store=0 -- python3 peer.py --verbose --json';
    expect(await meshbed(args, services)).toMatchObject({ code: 0, err: '' });
    const peer = { keepalive: '300ms', store: 0 };
    expect(asked).toEqual([
      { name: 'process', command: ['python3', 'peer.py', '--verbose', '--json'], peer },
    ]);
  });

  it('runs an image as containers', async () => {
    const { asked, services } = finds('met');
    await meshbed('conform --image my-peer:dev', services);
    expect(asked).toEqual([{ name: 'docker', image: 'my-peer:dev', peer: {} }]);
  });

  it('says of each requirement how the program stands, and what was seen, with nothing that a terminal obeys', async () => {
    const { code, out } = await meshbed(
      'conform -- x',
      finds('met', 'not met', 'absent', 'untried').services,
    );
    expect(code).toBe(1);
    expect(out).toMatch(/^met +r0 +Says so\.$/m);
    expect(out).toMatch(/^not met +r1 +Says so\.\n +seen: it said \\x1b\[31mnothing$/m);
    expect(out).toMatch(/^absent +r2 +Optional\. Says so\.$/m);
    expect(out).toContain(
      'my-peer 1.0 does not conform to the node contract: 1 met, 1 not met, 1 absent, 1 untried of 4',
    );
  });

  it.each([
    [['met', 'absent'], 0],
    [['met', 'not met'], 1],
    [['met', 'untried'], 1],
  ] as [RequirementState[], number][])('%s: exit code %i', async (states, code) => {
    expect(await meshbed('conform -- x', finds(...states).services)).toMatchObject({ code });
  });

  it('--json: one line, and nothing else', async () => {
    const { code, out } = await meshbed('conform --json -- x', finds('met', 'not met').services);
    expect(code).toBe(1);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({ version: 1, conforms: false, ...found('met', 'not met') });
  });

  it.each([
    ['conform', /There is no program to try/],
    ['conform --option keepalive -- x', /name and a value/],
    ['conform --colour -- x', /unknown option/],
  ])('%s: bad input', async (args, says) => {
    const { code, err } = await meshbed(args, finds('met').services);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(says) });
  });

  it('no engine: exit code 3', async () => {
    const conform = () => Promise.reject(new MeshbedError('NO_ENGINE', 'No engine answers.', 'Start it.', 3));
    expect(await meshbed('conform --image x', { conform })).toMatchObject({ code: 3 });
  });
});
