/** Makes a veth pair that is none of ours in its own namespace. Its argument: the name of one end. */
import { createVethRequest } from '../../../../node/wires/links.ts';
import { NetworkNamespace } from '../../../../node/wires/namespace.ts';
import { RouteSocket } from '../../../../node/wires/route-socket.ts';

const own = NetworkNamespace.own();
const mac = Uint8Array.of(2, 0, 0, 0, 0, 9);
const near = { name: process.argv[2]!, index: 8, mac };
const far = { name: 'other', index: 9, mac, namespaceFd: own.fd };
new RouteSocket(own).do([createVethRequest(near, far, { mtu: 1500, group: 0 })]);
