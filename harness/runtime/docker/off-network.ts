/**
 * Which nodes are off the network. A node that was disconnected stays so, also over its next boots, until it is
 * reconnected; it then has the addresses that it had. Its control channel is the engine's own and goes on.
 */

import { EXIT, MeshbedError } from '../../common/errors.ts';
import { engineErrorReason, ignoreIfGone } from '../../engine/connect.ts';
import type { Container } from './container.ts';
import type { Attachment } from './networks.ts';

export class OffNetwork {
  readonly #unplugged = new Set<string>();
  /** Those that the engine is bringing back. */
  readonly #returning = new Set<string>();

  isUnplugged(node: string): boolean {
    return this.#unplugged.has(node);
  }

  /** Until it is wholly back, a node may lack interfaces because of us. */
  mayBeOff(node: string): boolean {
    return this.#unplugged.has(node) || this.#returning.has(node);
  }

  /** `container` is the node's, if it runs. */
  async unplug(node: string, container: Container | undefined, at: readonly Attachment[]): Promise<void> {
    if (this.#unplugged.has(node)) return;
    this.#unplugged.add(node);
    await disconnectFromAllNetworks(container, at);
  }

  async plug(node: string, container: Container | undefined, at: readonly Attachment[]): Promise<void> {
    if (!this.#unplugged.delete(node) || container === undefined) return;
    this.#returning.add(node);
    try {
      for (const { network, address } of at)
        await unlessEnded(container, 'reconnect', () => network.connect(container.id, address));
    } finally {
      this.#returning.delete(node);
    }
  }
}

/** Takes a container off all its networks. */
export async function disconnectFromAllNetworks(
  container: Container | undefined,
  at: readonly Attachment[],
): Promise<void> {
  if (container === undefined) return;
  for (const { network } of at)
    await unlessEnded(container, 'disconnect', () => network.disconnect(container.id));
}

/** Its program may end while the engine is at work; that is then the end of the matter. */
async function unlessEnded(container: Container, what: string, work: () => Promise<void>): Promise<void> {
  if (container.ended) return;
  await ignoreIfGone(work()).catch((error) => {
    if (container.ended) return;
    throw new MeshbedError(
      'CANNOT_CHANGE_NETWORK',
      `The engine could not ${what} a node: ${engineErrorReason(error)}.`,
      'See that the engine answers: meshbed doctor.',
      EXIT.noEngine,
      error,
    );
  });
}
