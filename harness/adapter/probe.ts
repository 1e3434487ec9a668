/**
 * Whether a program is ready, where it does not say so itself: one look from outside, or by a command beside it.
 */

import { createSocket } from 'node:dgram';
import { connect, isIPv6 } from 'node:net';
import { addressText } from '../common/wording.ts';
import type { Executed } from '../runtime/port/port.ts';
import type { ReadyRule } from '../topology/model/program.ts';
import { fillPlaceholders, fillPlaceholdersInList } from '../topology/text/placeholders.ts';
import { httpStatusOf } from './http.ts';
import type { StartValues } from './start-values.ts';

const ANSWER_MS = 2_000;
/** A refusal comes back at once; a port that is open says nothing. */
const REFUSAL_MS = 100;

export type Execute = (command: readonly string[]) => Promise<Executed>;

/** Never rejects. A line of its log is waited for elsewhere. */
export async function isReady(rule: ReadyRule, values: StartValues, execute: Execute): Promise<boolean> {
  const { host, port } = values.reached;
  if ('tcp' in rule) return await takesConnections(host, rule.tcp === true ? port : rule.tcp);
  if ('udp' in rule) return await refusesNothing(host, rule.udp === true ? port : rule.udp);
  if ('exec' in rule) return (await execute(fillPlaceholdersInList(rule.exec, values.texts))).code === 0;
  if (!('http' in rule)) return false;
  const asked = fillPlaceholders(rule.http, values.texts);
  const url = asked.startsWith('/') ? `http://${addressText(values.reached)}${asked}` : asked;
  const status = await httpStatusOf(url, { method: 'GET' }, ANSWER_MS);
  if (typeof status !== 'number') return false;
  return rule.status === undefined ? status >= 200 && status < 300 : status === rule.status;
}

function takesConnections(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: ANSWER_MS });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** By an empty datagram: a closed port answers that it is closed. */
function refusesNothing(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4');
    const timer = setTimeout(() => end(true), REFUSAL_MS);
    const end = (isOpen: boolean) => {
      clearTimeout(timer);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(isOpen);
    };
    socket.on('error', () => end(false));
    socket.connect(port, host, () => socket.send(Buffer.alloc(0)));
  });
}
