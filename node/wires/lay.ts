/**
 * Lays wires. Nothing resolves an address on them: a node's kernel writes its own MAC as destination, since its end is without ARP, so the
 * kernel at the router's end takes what comes in for somebody else's and lets it be; what is sent to a node has `NODE_MAC` as its destination.
 *
 * 1. Of a wire that fails nothing is left, and the others are laid all the same.
 * 2. An interface that is not a wire of ours is never changed.
 * 3. A wire is said to be laid when both its ends take packets.
 */
import type { Wire, WireResult } from '../contract/wires.ts';
import { addAddressRequest, addDefaultRouteRequest } from './addresses.ts';
import { encodeAlias, isAliasOfWire, UNFINISHED } from './alias.ts';
import {
  createVethRequest,
  linkRequest,
  readLinkRow,
  setAliasRequest,
  setNoOwnAddressRequest,
  setUpRequest,
} from './links.ts';
import { NetworkNamespace } from './namespace.ts';
import { RefusedStep, RouteSocket } from './route-socket.ts';
import { firstIndexAfter, listLinks, type RouterEnd, WIRES_GROUP } from './router-end.ts';

/** Of every node's end; administered locally. */
const NODE_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x01);
const ROUTER_MAC = Uint8Array.of(0x02, 0, 0, 0, 0, 0x02);

/** What a node's end is called. */
const NODE_DEVICE = 'eth0';
const LOOPBACK = 1;

/** A system, or an interface with a small MTU, may have no IPv6. */
const WITHOUT_IPV6 = ['EAFNOSUPPORT'];

/** The sockets of so many are open at once. */
const MOST_AT_ONCE = 100;
const RUNNING_MS = 10_000;
const PAUSE = new Int32Array(new SharedArrayBuffer(4));

/** One that has been laid, and is not known yet to take packets. */
interface LaidWire {
  device: string;
  index: number;
  /** The node's end. */
  socket: RouteSocket;
  farIndex: number;
}

export function layWires(router: RouterEnd, wires: readonly Wire[]): WireResult[] {
  const results: WireResult[] = [];
  for (let at = 0; at < wires.length; at += MOST_AT_ONCE)
    results.push(...laySome(router, wires.slice(at, at + MOST_AT_ONCE)));
  return results;
}

function laySome(router: RouterEnd, wires: readonly Wire[]): WireResult[] {
  using sockets = new DisposableStack();
  const results = wires.map((wire): WireResult & { laid?: LaidWire } => {
    const { node } = wire;
    try {
      const laid = lay(router, wire);
      if (laid === null) return { node, is: 'kept' };
      sockets.use(laid.socket);
      return { node, is: 'laid', laid };
    } catch (error) {
      return { node, is: 'failed', ...reasonOf(error, wire) };
    }
  });
  const deadline = performance.now() + RUNNING_MS;
  return results.map(({ laid, ...result }) => {
    if (!laid || isSoonRunning(router, laid, deadline)) return result;
    router.discard(laid.index, laid.device);
    const text = `not running after ${RUNNING_MS / 1000} s`;
    return { node: result.node, is: 'failed', step: 'waiting for both ends', errno: 'ETIMEDOUT', text };
  });
}

/** Null where the wire is there already. */
function lay(router: RouterEnd, wire: Wire): LaidWire | null {
  const { device, mtu } = wire;
  using namespace = NetworkNamespace.open(wire.namespace);
  const alias = encodeAlias(wire, namespace.id);
  const there = router.link(device);
  if (there?.alias === alias) return null;
  if (there && !isAliasOfWire(there.alias))
    throw new RefusedStep(`veth pair ${device}`, 'EEXIST', 'there is another interface of this name');
  if (there) router.remove([there]);
  using undo = new DisposableStack();
  const socket = undo.use(new RouteSocket(namespace));
  const index = router.takeIndex();
  const farIndex = firstIndexAfter(listLinks(socket));
  const near = { name: device, index, mac: ROUTER_MAC };
  const far = { name: NODE_DEVICE, index: farIndex, mac: NODE_MAC, namespaceFd: namespace.fd };
  const pair = createVethRequest(near, far, { mtu, group: WIRES_GROUP });
  // Together, so that no pair is ever there that does not say whose it is.
  router.socket.do([pair, setAliasRequest(index, device, UNFINISHED)]);
  undo.defer(() => router.discard(index, device));
  layNodeEnd(socket, farIndex, wire);
  router.socket.do([setNoOwnAddressRequest(index, device)], WITHOUT_IPV6);
  router.socket.do([
    setUpRequest(index, device, { withoutArp: true }),
    setAliasRequest(index, device, alias),
  ]);
  undo.move();
  return { device, index, socket, farIndex };
}

function layNodeEnd(socket: RouteSocket, index: number, { addresses }: Wire): void {
  socket.do([setNoOwnAddressRequest(index, NODE_DEVICE)], WITHOUT_IPV6);
  socket.do([
    setUpRequest(LOOPBACK, 'loopback'),
    setUpRequest(index, NODE_DEVICE, { withoutArp: true }),
    ...addresses.map(({ address }) => addAddressRequest(index, address)),
    ...addresses.map(({ gateway }) => addDefaultRouteRequest(index, gateway)),
  ]);
}

/** The kernel tells both ends that they are ready in a thread of its own, which has to get a processor. */
function isSoonRunning(router: RouterEnd, { index, socket, farIndex }: LaidWire, deadline: number): boolean {
  while (!isRunning(router.socket, index) || !isRunning(socket, farIndex)) {
    if (performance.now() > deadline) return false;
    Atomics.wait(PAUSE, 0, 0, 1);
  }
  return true;
}

function isRunning(socket: RouteSocket, index: number): boolean {
  return socket.ask(linkRequest(index, 'a wire')).some((message) => readLinkRow(message)?.isRunning);
}

function reasonOf(error: unknown, { namespace }: Wire): { step: string; errno: string; text: string } {
  if (error instanceof RefusedStep) return { step: error.step, errno: error.errno, text: error.message };
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return { step: `opening ${namespace}`, errno: code, text: message };
}
