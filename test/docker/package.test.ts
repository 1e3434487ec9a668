import { expect, it } from 'vitest';
import { expectFairText } from '../harness/scenario/fair.ts';
import { installPackage } from '../installed.ts';
import { stdoutOf } from '../stdout.ts';
import { describeEngine } from './engine.ts';

describeEngine('the installed package', () => {
  it('runs an example on the docker runtime, with the image made from what it holds', async () => {
    const project = await installPackage('links');
    try {
      const file = 'node_modules/meshbed/examples/full-mesh.yaml';
      const args = ['run', file, '--runtime', 'docker'];
      const stdout = await stdoutOf(project.bin, args, { cwd: project.path });
      expectFairText(stdout, 'full-mesh');
      expect(stdout).toContain('; docker, seed');
    } finally {
      await project.remove();
    }
  });
});
