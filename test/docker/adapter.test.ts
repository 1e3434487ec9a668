import { expect, test } from 'vitest';
import { AdaptedRuntime } from '../../harness/adapter/adapted-runtime.ts';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeAdapter } from '../harness/adapter/adapter-suite.ts';
import { fakeProgram, planOfPrograms } from '../harness/adapter/fixtures.ts';
import { Ear, quiet } from '../harness/runtime/fixtures.ts';
import { anyImage, describeEngine, isLocal, leftovers } from './engine.ts';

describeEngine('programs that know nothing of the contract, as containers', (engine) => {
  describeAdapter('as containers', {
    make: () => new DockerRuntime(),
    extra: { image: anyImage },
    // The image has no `tail`.
    readsFiles: false,
    leftovers: (run) => leftovers(engine, run),
  });

  // Elsewhere it ends with its container, as is said in docs/programs.md.
  test.skipIf(!isLocal(engine) || process.getuid?.() !== 0)(
    'a command that hangs is given up after ten seconds, and is gone',
    async () => {
      const program = { command: ['node', '-e', 'console.log("up"); setInterval(() => 0, 1e6)'] };
      const plan = planOfPrograms({ image: anyImage, ...program, peers: 'never', ready: { log: '^up' } });
      const runtime = new DockerRuntime();
      const adaptedRuntime = new AdaptedRuntime(runtime);
      await adaptedRuntime.open(plan, new Ear(), quiet);
      await adaptedRuntime.start([{ node: 'n1', boot: 1 }], quiet);
      const exec = (script: string) => runtime.programs.exec('n1', ['node', '-e', script]);
      expect(await exec('setInterval(() => 0, 5e5)')).toEqual({
        code: null,
        text: 'it took longer than 10 s',
      });
      const list = `const { readdirSync, readFileSync } = require("fs");
        for (const pid of readdirSync("/proc").filter(Number))
          console.log(readFileSync("/proc/" + pid + "/cmdline", "utf8"))`;
      const { text } = await exec(list);
      expect(text).toContain('1e6');
      expect(text).not.toContain('5e5');
      await adaptedRuntime.close();
      expect(await leftovers(engine, plan.run)).toEqual([]);
    },
  );

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
