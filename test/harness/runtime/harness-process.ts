/**
 * A harness to be killed: a process that opens a runtime, starts doubles, pauses some, and says so. Its
 * arguments: the runtime, `-routed` for a routed network, the run's name, and an image or `-`.
 */

import type { Runtime } from '../../../harness/runtime/port/port.ts';
import { double, Ear, planOf, quiet } from './fixtures.ts';

const [name = '', run = '', image = '-'] = process.argv.slice(2);
const extra = image === '-' ? {} : { image };
const plan = {
  ...planOf(
    [
      double('calm', undefined, extra),
      double('paused', 'counts', extra),
      double('stubborn', 'ignores-stdin', extra),
      double('parent', 'grandchild', extra),
      double('frozen', 'ignores-stdin', extra),
    ],
    { links: [{ a: 'calm', b: 'paused' }], ...(name.endsWith('-routed') ? { elsewhere: 'open' } : {}) },
  ),
  run,
};

const runtime = await make();
const ear = new Ear();
await runtime.open(plan, ear, quiet);
const boots = plan.nodes.map(({ name: node }) => ({ node, boot: 1 }));
const started = runtime.start(boots, quiet);
if (process.env.KILLED_IN === 'start') {
  process.stdout.write('started\n');
  await started;
} else {
  await started;
  // The parent has a child when it has said its second word.
  await ear.hears(() => boots.every(({ node }) => ear.events(node).length > (node === 'parent' ? 1 : 0)));
  for (const node of ['paused', 'frozen']) await runtime.apply({ type: 'pause', node });
  process.stdout.write('started\n');
}
setInterval(() => {}, 1_000);

async function make(): Promise<Runtime> {
  switch (name.replace('-routed', '')) {
    case 'process':
      return new (await import('../../../harness/runtime/process/runtime.ts')).ProcessRuntime();
    case 'process-pool':
      return new (await import('../../../harness/runtime/process/process-pool.ts')).ProcessPool(run).make();
    case 'docker-pool':
      return new (await import('../../../harness/runtime/docker/docker-pool.ts')).DockerPool(run).make();
    default:
      return new (await import('../../../harness/runtime/docker/runtime.ts')).DockerRuntime();
  }
}
