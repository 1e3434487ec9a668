// A service of one's own that is no node: it asks a peer of the mesh what it has heard, and logs the answer.
import { createSocket } from 'node:dgram';

const [host, port] = process.argv.slice(2);
const socket = createSocket('udp4');

socket.on('message', (answer) => {
  const { node, heard } = JSON.parse(answer);
  console.log(`${node} has heard: ${heard.join(', ')}`);
});
// Datagrams get lost: ask until it is stopped.
setInterval(() => socket.send('what have you heard?', Number(port), host), 200);
