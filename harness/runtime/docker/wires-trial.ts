/** Whether an engine lets a container do what lays the wires of a routed network. Tried, since no engine tells. */

import { randomBytes } from 'node:crypto';
import type { Engine } from '../../engine/find.ts';
import { removeRun } from '../../engine/remove.ts';
import { WireLayer } from '../router/wire-layer.ts';
import { Container } from './container.ts';
import { wiresSpec } from './spec.ts';

const TRIAL = { mtu: 1500, addresses: [{ address: '198.18.1.1', gateway: '198.18.0.1' }] };

/** Null where it does; `image` is the bundled peer's. Nothing is left of it. */
export async function whyNoWires({ docker }: Engine, image: string): Promise<string | null> {
  const run = `doctor${randomBytes(4).toString('hex')}`;
  try {
    const spec = wiresSpec(run, 'wires', image);
    const layer = await WireLayer.begin((_name, streams) => Container.launch(docker, spec, [], streams));
    const [router = '', namespace = ''] = await layer.hold(2);
    await layer.lay(router, [{ node: 'trial', namespace, device: 'w0', ...TRIAL }]);
    layer.stop();
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    await removeRun(docker, run, 1);
  }
}
