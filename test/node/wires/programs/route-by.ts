/** All goes by this interface, which has an address. Its arguments: the interface's name, and a gateway. */
import { addAddressRequest, addDefaultRouteRequest } from '../../../../node/wires/addresses.ts';
import { NetworkNamespace } from '../../../../node/wires/namespace.ts';
import { RouteSocket } from '../../../../node/wires/route-socket.ts';
import { listLinks } from '../../../../node/wires/router-end.ts';

const [device, gateway] = process.argv.slice(2) as [string, string];
const socket = new RouteSocket(NetworkNamespace.own());
const { index } = listLinks(socket).find(({ name }) => name === device)!;
socket.do([addAddressRequest(index, '192.0.2.1'), addDefaultRouteRequest(index, gateway)]);
