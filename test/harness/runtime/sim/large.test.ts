import { expect, test } from 'vitest';
import { realServices } from '../../../../harness/cli/real-services.ts';
import { estimateMemoryBytes, refuseTooLarge } from '../../../../harness/runtime/sim/memory.ts';
import { SimRuntime } from '../../../../harness/runtime/sim/runtime.ts';
import { parseTopology } from '../../../../harness/topology/load.ts';
import { meshbed } from '../../cli/command-line.ts';

const mesh = (count: number) =>
  parseTopology(
    `
seed: 1
nodes: { count: ${count} }
links: { shape: random, degree: 4, latency: 20ms, loss: 1% }
peer: { keepalive: 5s }
steps:
  - { at: 10s, inject: { count: 5, every: 10s, bytes: 200 }, from: all }
  - { at: 20s, kill: n7 }
  - { at: 45s, start: n7 }
expect:
  delivery: { within: 5s, to: eventual }
  keepalive: { detect: 20s, recover: 10s }
`,
    'mesh.yaml',
  );

test('a thousand nodes for a minute, through the command line', async () => {
  const { load: _, axes: __, ...services } = realServices;
  const { code, out } = await meshbed('run mesh.yaml --runtime sim', {
    ...services,
    load: async () => mesh(1000),
    runtime: async () => new SimRuntime(),
    run: services.run,
  });
  expect(out).toMatch(/^passed: mesh — 1000 nodes, 5 messages, /);
  expect(out).toMatch(/deaths detected/);
  expect(out).toMatch(/1000 nodes, 2000 links, 5 messages; sim, seed 1; \d.* of the mesh's time in /);
  expect(code).toBe(0);
});

test('Ctrl-C in the middle: what was known by then is judged, and the exit code is 130', async () => {
  const controller = new AbortController();
  const { load: _, axes: __, ...services } = realServices;
  const { code, out } = await meshbed('run mesh.yaml --runtime sim', {
    ...services,
    interrupted: controller.signal,
    load: async () => mesh(300),
    runtime: async () => new SimRuntime(),
    run: (topology, options) =>
      services.run(topology, {
        ...options,
        // When the second step is due: in the middle, however fast or slow the machine.
        progress: {
          ...options.progress!,
          step: (atMs) => {
            if (atMs >= 20_000) controller.abort();
          },
        },
      }),
  });
  expect(out).toMatch(/^interrupted: mesh — after \d/);
  expect(code).toBe(130);
});

test('what cannot fit in memory is said before it starts, with an estimate', () => {
  const large = mesh(1000);
  const bytes = estimateMemoryBytes(large);
  expect(() => refuseTooLarge(large, bytes)).not.toThrow();
  expect(() => refuseTooLarge(large, bytes - 1)).toThrow(
    /^1000 nodes and 2000 links with their messages take about 0\.\d GiB of memory, and Node may take 0\.\d GiB\.$/,
  );
});
