import { expect, test } from 'vitest';
import { AdaptedRuntime } from '../../harness/adapter/adapted-runtime.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeAdapter } from '../harness/adapter/adapter-suite.ts';
import { fakeProgram, planOfPrograms } from '../harness/adapter/fixtures.ts';
import { Ear, quiet } from '../harness/runtime/fixtures.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';

describeEngine('programs that know nothing of the contract, as containers', (engine) => {
  describeAdapter('as containers', {
    make: () => new DockerRuntime(),
    extra: { image: anyImage },
    // The image has no `tail`.
    readsFiles: false,
    leftovers: (run) => leftovers(engine, run),
  });

  test('a file that nothing in the image can follow is refused, with what mends it', async () => {
    const events = { delivered: { log: 'Received: (?<message>\\S+)', file: 'log' } };
    const plan = planOfPrograms(fakeProgram({ image: anyImage, events }));
    const runtime = new AdaptedRuntime(new DockerRuntime());
    await runtime.open(plan, new Ear(), quiet);
    const starting = runtime.start([{ node: 'n1', boot: 1 }], quiet);
    await expect(starting).rejects.toMatchObject({
      code: 'COMMAND_NOT_FOUND',
      fix: expect.stringContaining('tail'),
    });
    await runtime.close();
    expect(await leftovers(engine, plan.run)).toEqual([]);
  });
});
