/**
 * What a peer on its own is called: what it is given, else what its network calls it, else its host's name. It
 * has to be the same after a restart, and different from everybody else's; on a Docker network the reverse
 * lookup of its address gives the container's name, which is both.
 */
import { Resolver } from 'node:dns/promises';
import { hostname, networkInterfaces } from 'node:os';
import { MAX_NAME_BYTES } from '../core/wire.ts';

const REVERSE_TIMEOUT_MS = 1_000;

export async function resolveOwnName(told: string | undefined): Promise<string> {
  return told ?? shorten((await nameByAddress()) ?? hostname().split('.')[0] ?? 'peer');
}

/**
 * Asks the name server itself: a plain reverse lookup would be answered by /etc/hosts, where a container finds
 * nothing but its own short id.
 */
async function nameByAddress(): Promise<string | undefined> {
  const resolver = new Resolver({ timeout: REVERSE_TIMEOUT_MS, tries: 1 });
  const outward = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
  );
  for (const { address } of outward.slice(0, 2)) {
    try {
      const names = await resolver.resolvePtr(`${address.split('.').reverse().join('.')}.in-addr.arpa`);
      const label = names[0]?.split('.')[0];
      if (label) return label;
    } catch {
      // Nobody knows a name for this address.
    }
  }
  return undefined;
}

/** Names that are made up of project, service and number differ at their end. */
function shorten(name: string): string {
  return Buffer.from(name).length <= MAX_NAME_BYTES ? name : name.slice(-MAX_NAME_BYTES);
}
