import { afterEach, expect, test } from 'vitest';
import { DockerRuntime } from '../../harness/runtime/docker/runtime.ts';
import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { Mesh } from '../harness/runtime/mesh.ts';
import { describeRouter } from '../harness/runtime/router-suite.ts';
import { anyImage, describeEngine, leftovers } from './engine.ts';
import { dockerSubject } from './subject.ts';

describeEngine('the runtime docker on a routed network', (engine) => {
  const subject = dockerSubject(engine);
  describeRuntime('docker', { ...subject, isRouted: true });
  describeRouter('docker', { ...subject, needed: ['router', 'canary'] });

  let mesh: Mesh | null = null;

  afterEach(async () => {
    if (mesh === null) return;
    const { runtime, plan } = mesh;
    mesh = null;
    await runtime.close();
    expect(await leftovers(engine, plan.run)).toEqual([]);
  });

  test('a node has no capability, a root that it cannot write to, and one wire', async () => {
    mesh = await new Mesh(new DockerRuntime(), { a: { image: anyImage } }, { elsewhere: 'closed' }).open();
    const started = await mesh.start();
    const inside = async (script: string) =>
      (await started.runtime.programs!.exec('a', ['sh', '-c', script])).text;
    expect(await inside('while read l; do case $l in Cap*) echo "$l";; esac; done </proc/self/status')).toBe(
      ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']
        .map((set) => `${set}:\t${'0'.repeat(16)}`)
        .join('\n'),
    );
    expect(await inside('echo x >/x')).toMatch(/[Rr]ead-only/);
    expect(await inside('for i in /sys/class/net/*; do echo ${i##*/}; done')).toBe('eth0\nlo');
  });
});
