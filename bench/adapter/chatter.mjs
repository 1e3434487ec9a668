/**
 * A program that prints, and a peer that says as much under the contract: node chatter.mjs LINES-PER-SECOND [contract].
 * Every tenth line means something.
 */

import { createInterface } from 'node:readline';

const TICK_MS = 10;
const [perS, isPeer] = [Number(process.argv[2]), process.argv[3] === 'contract'];
const perTick = Math.round((perS * TICK_MS) / 1000);
let run = null;
let seq = 0;
let count = 0;

const event = (type, fields = {}) => JSON.stringify({ type, run, seq: ++seq, t: Date.now(), ...fields });
const say = (line) => process.stdout.write(`${line}\n`);

function tick() {
  const lines = [];
  for (let i = 0; i < perTick; i++) {
    const isMeant = ++count % 10 === 0;
    if (isPeer)
      lines.push(event(isMeant ? 'stats' : 'note', { counters: { count }, text: 'a line of a log' }));
    else
      lines.push(
        `12:00:00.000 [INFO] agent: ${isMeant ? `peer n2 is up again, number ${count}` : `a line of a log ${count}`}`,
      );
  }
  say(lines.join('\n'));
}

createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (!isPeer) return;
    const command = JSON.parse(line);
    if (command.type === 'configure') {
      run = command.run;
      say(event('ready', { host: command.listen.host, port: command.listen.port }));
      setInterval(tick, TICK_MS);
    } else if (command.type === 'ping') say(event('pong', { ref: command.ref }));
    else if (command.type === 'stop') process.exit(0);
  })
  .on('close', () => process.exit(0));

if (isPeer) say(event('idle', { contract: 1, program: 'chatter' }));
else {
  say('listening');
  setInterval(tick, TICK_MS);
}
