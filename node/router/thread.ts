/**
 * The router's thread: it sleeps in the kernel until a packet comes, something is due, or the main thread wakes it for a
 * command. It never turns its event loop, so what it has to say goes by `postMessage`, and what is said to it waits in a
 * port until it looks.
 */
import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { RouterEventBody } from '../contract/router.ts';
import { takePrecedence } from '../relay/precedence.ts';
import { RouterSession } from './session.ts';
import { Backlog, type FromThread, type ThreadData, type ToThread } from './thread-messages.ts';
import { WireSocket } from './wire-socket.ts';

const LOOK_EVERY_MS = 250;
/** What is due within so little of one another leaves together: it costs one waking. */
const WAKE_APART_MS = 0.1;

function runThread({ commands, backlog }: ThreadData): void {
  takePrecedence();
  const post = (message: FromThread) => parentPort!.postMessage(message);
  const socket = new WireSocket();
  const out = {
    run: null as string | null,
    emit(event: RouterEventBody) {
      if (event.type === 'capture') Atomics.add(backlog, Backlog.ON_THE_WAY, event.records.length);
      post({ run: this.run, event });
    },
    backlog: () => Atomics.load(backlog, Backlog.ON_THE_WAY) + Atomics.load(backlog, Backlog.WRITTEN),
  };
  const session = new RouterSession(socket, out);
  post({ wakeFd: socket.wakeFd });
  session.start();
  let waitedMs = 0;
  let lookAtMs = performance.now() + LOOK_EVERY_MS;
  let isBusy = false;
  while (!session.isOver) {
    const fromMs = performance.now();
    const forMs = isBusy ? 0 : Math.max(session.nextDueMs - fromMs, WAKE_APART_MS);
    const isWoken = socket.wait(Math.min(forMs, lookAtMs - fromMs));
    const nowMs = performance.now();
    waitedMs += nowMs - fromMs;
    isBusy = session.turn();
    if (isWoken) takeCommands(commands, session);
    if (nowMs < lookAtMs) continue;
    session.look(nowMs, waitedMs);
    lookAtMs = nowMs + LOOK_EVERY_MS;
  }
  socket.close();
}

function takeCommands(commands: MessagePort, session: RouterSession): void {
  for (let next = receiveMessageOnPort(commands); next; next = receiveMessageOnPort(commands)) {
    const message: ToThread = next.message;
    if ('command' in message) session.command(message.command);
    else session.refuse(message.refused.code, message.refused.text, message.refused.ref);
  }
}

runThread(workerData);
