/**
 * The program that makes namespaces and lays wires (`node/contract/wires.ts`), in our hands.
 */

import type { Wire, WireResult } from '../../../node/contract/wires.ts';
import { EXIT, MeshbedError } from '../../common/errors.ts';
import { Helper, type LaunchHelper, type WiresTongue } from '../carriers/helper.ts';

const NAME = 'wires';

export class WireLayer {
  readonly #helper: Helper<WiresTongue>;

  /** Resolves when it takes commands. `died`: as of a helper. */
  static async begin(launch: LaunchHelper, died: (text: string) => void = () => {}): Promise<WireLayer> {
    const layer = new WireLayer(died);
    await layer.#helper.begin(launch);
    return layer;
  }

  private constructor(died: (text: string) => void) {
    this.#helper = new Helper<WiresTongue>(NAME, { told: () => {}, died });
  }

  /** Namespaces that last as long as the program; paths that open them. */
  async hold(count: number): Promise<string[]> {
    const answer = await this.#helper.ask({ type: 'hold', count });
    if (answer.type !== 'held') throw notLaid(`it answered ${answer.type}`);
    return answer.namespaces;
  }

  /** All of them, or it throws. `router`: the router's namespace. */
  async lay(router: string, wires: readonly Wire[]): Promise<void> {
    const answer = await this.#helper.ask({ type: 'wire', router, wires: [...wires] });
    if (answer.type !== 'wired') throw notLaid(`it answered ${answer.type}`);
    const failed = answer.wires.find((wire): wire is WireResult & { is: 'failed' } => wire.is === 'failed');
    if (failed !== undefined)
      throw notLaid(`${failed.node} got none, at the step "${failed.step}": ${failed.errno} ${failed.text}`);
  }

  async remove(router: string, nodes: readonly string[]): Promise<void> {
    await this.#helper.ask({ type: 'unwire', router, nodes: [...nodes] });
  }

  /** Namespaces that it alone holds end with it. */
  stop(): void {
    this.#helper.tell({ type: 'stop' });
    this.#helper.silence();
  }
}

function notLaid(why: string): MeshbedError {
  return new MeshbedError(
    'NO_WIRES',
    `The wires of the routed network could not be laid: ${why}.`,
    'meshbed doctor says what the machine lacks; without `network: routed` the mesh runs on a flat network.',
    EXIT.noEngine,
  );
}
