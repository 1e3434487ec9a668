/** The least that Node can do: what comes in goes out to one address. The relay is compared with it. */
import { createSocket } from 'node:dgram';

process.on('message', (message: { to?: number }) => {
  if (message.to === undefined) {
    const { user, system } = process.cpuUsage();
    process.send!({ cpuMs: (user + system) / 1000 });
    return;
  }
  const port = message.to;
  const socket = createSocket({ type: 'udp4', lookup: (host, _, callback) => callback(null, host, 4) });
  const sent = () => {};
  socket.on('message', (bytes) => socket.send(bytes, port, '127.0.0.1', sent));
  socket.bind(0, '127.0.0.1', () => {
    socket.setRecvBufferSize(4 * 1024 * 1024);
    process.send!({ port: socket.address().port });
  });
});
process.on('disconnect', () => process.exit());
