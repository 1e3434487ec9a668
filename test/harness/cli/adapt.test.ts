import { describe, expect, it } from 'vitest';
import type { AdaptOptions } from '../../../harness/adapt/adapt.ts';
import type { AdaptResult, TriedPart } from '../../../harness/adapt/trial/types.ts';
import { MeshbedError } from '../../../harness/common/errors.ts';
import { aTopology, meshbed } from './command-line.ts';

const part: TriedPart = { part: 'ready', state: 'works', seen: 'n1 after 5 ms.' };

/** A file with such programs, and a service that finds this and remembers what it was asked. */
function finds(parts: readonly TriedPart[] = [part], programs: object = { agent: {} }) {
  const asked: unknown[] = [];
  const services = {
    load: async (file: string) => ({ ...aTopology(file), programs: programs as never }),
    adapt: async (
      runtime: string,
      { told, signal: _, topology: __, ...options }: Omit<AdaptOptions, 'runtime'>,
    ) => {
      asked.push({ runtime, ...options });
      for (const each of parts) told?.({ type: 'part', part: each });
      const found: AdaptResult = {
        program: options.program,
        runtime: 'process',
        nodes: ['n1'],
        parts,
        events: [],
        unmatched: { count: 0, samples: [] },
        uncovered: [],
        doubts: [],
      };
      return found;
    },
  };
  return { asked, services };
}

describe('meshbed adapt', () => {
  it('tries the only program of the file; as processes, where it has no image', async () => {
    const { asked, services } = finds();
    const { code, out } = await meshbed('adapt mesh.yaml --nodes 3', services);
    expect(code).toBe(0);
    expect(asked).toEqual([{ runtime: 'process', program: 'agent', nodes: 3 }]);
    expect(out).toMatch(/^works +ready +n1 after 5 ms\.\n\nThe description of agent works/);
  });

  it.each([
    ['adapt mesh.yaml other', 'docker'],
    ['adapt mesh.yaml other --runtime process', 'process'],
    ['adapt mesh.yaml agent --runtime docker', 'docker'],
  ])('%s: on %s', async (args, runtime) => {
    const { asked, services } = finds([part], { agent: {}, other: { image: 'other:dev' } });
    await meshbed(args, services);
    expect(asked).toMatchObject([{ runtime, program: args.split(' ')[2] }]);
  });

  it('something does not work: exit code 1', async () => {
    const { code, out } = await meshbed('adapt mesh.yaml', finds([{ ...part, state: 'fails' }]).services);
    expect(code).toBe(1);
    expect(out).toContain('The description of agent does not work yet');
  });

  it('--json: one line, and nothing else', async () => {
    const { out } = await meshbed('adapt mesh.yaml --json', finds().services);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(out)).toMatchObject({ version: 1, covered: true, program: 'agent', parts: [part] });
  });

  it.each([
    ['adapt mesh.yaml', {}, /no section `programs`/],
    ['adapt mesh.yaml x', { agent: {} }, /no program x/],
    ['adapt mesh.yaml', { a: {}, b: {} }, /has 2 programs/],
    ['adapt mesh.yaml --nodes 10', { a: {} }, /from 1 to 9/],
    ['adapt mesh.yaml --runtime sim', { a: {} }, /Allowed choices/],
  ])('%s, of %j: bad input', async (args, programs, says) => {
    const { code, err } = await meshbed(args, finds([part], programs).services);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(says) });
  });

  it('no engine: exit code 3; interrupted: 130', async () => {
    const { services } = finds();
    const engine = async () => ({ why: 'No engine answers.', fix: 'Start it.' });
    expect(await meshbed('adapt mesh.yaml --runtime docker', { ...services, engine })).toMatchObject({
      code: 3,
    });
    const adapt = () => Promise.reject(new MeshbedError('CLOSED', '', '', 1));
    const interrupted = AbortSignal.abort();
    expect(await meshbed('adapt mesh.yaml', { ...services, adapt, interrupted })).toMatchObject({
      code: 130,
    });
  });
});
