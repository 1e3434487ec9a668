/**
 * The run on docs/node-contract.md, replayed: what a node gets there is sent to a real one, and it must say what the
 * page shows. Ports, times, texts and ids are its own; ids must be the same wherever the page has the same.
 */

import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { packageRoot } from '../../../harness/common/package-root.ts';
import type { NodeEvent } from '../../../node/contract/types.ts';
import { describePeers } from '../../examples/peers.ts';
import { ContractChild, ContractMesh } from '../../node/contract/child.ts';

const page = readFileSync(join(packageRoot(), 'docs', 'node-contract.md'), 'utf8');
const transcript = /```text\n(n1 > [\s\S]*?)```/.exec(page)?.[1]?.trim().split('\n') ?? [];

/** What each program says in its own words. */
const OWN_WORDS = ['t', 'program', 'message', 'code', 'text', 'reason', 'counters'];

async function replay(command?: readonly string[]): Promise<void> {
  await using mesh = new ContractMesh();
  const ports = await freePorts(['9001', '9002', '9003']);
  const heard = new Map<string, number>();
  const ids = new Map<string, string>();
  const nodeOf = (name: string) => {
    const known = mesh.nodes.find((node) => node.name === name);
    if (known) return known;
    const node = new ContractChild(name, command);
    mesh.nodes.push(node);
    return node;
  };
  for (const line of transcript) {
    const [, name = '', what = '', rest = ''] =
      /^(n\d) (<|>|stdin closed|exits with code)\s?(.*)$/.exec(line) ?? [];
    const node = nodeOf(name);
    const json = rest.replace(/"port":(\d+)/g, (_, port) => `"port":${ports.get(port)}`);
    if (what === '<') node.write(`${json}\n`);
    else if (what === 'stdin closed') node.process.stdin?.end();
    else if (what === 'exits with code')
      expect(await node.exited).toEqual({ code: Number(rest), signal: null });
    else {
      const index = heard.get(name) ?? 0;
      heard.set(name, index + 1);
      same(await node.nth(index), JSON.parse(json), ids);
    }
  }
  for (const { name, events } of mesh.nodes) expect(events).toHaveLength(heard.get(name) ?? 0);
}

function same(event: NodeEvent, shown: NodeEvent, ids: Map<string, string>): void {
  const fixed = Object.fromEntries(Object.entries(shown).filter(([field]) => !OWN_WORDS.includes(field)));
  expect(event).toMatchObject(fixed);
  expect(Object.keys(event)).toEqual(expect.arrayContaining(Object.keys(shown)));
  if ('counters' in shown) expect(event).toMatchObject({ counters: shown.counters });
  if (!('message' in shown && 'message' in event)) return;
  if (!ids.has(shown.message)) ids.set(shown.message, event.message);
  expect(event.message).toBe(ids.get(shown.message));
}

async function freePorts(shown: string[]): Promise<Map<string, number>> {
  const sockets = await Promise.all(
    shown.map(async () => {
      const socket = createSocket('udp4');
      await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
      return socket;
    }),
  );
  const ports = new Map(shown.map((port, i) => [port, sockets[i]!.address().port]));
  for (const socket of sockets) socket.close();
  return ports;
}

test('the page has a transcript', () => {
  expect(transcript.length).toBeGreaterThan(30);
  expect(
    transcript.filter((line) => !/^n\d (< \{|> \{|stdin closed$|exits with code \d$)/.test(line)),
  ).toEqual([]);
});

describe('the run on the page, line by line', () => {
  test('with the bundled peer', () => replay());
});

describePeers('the run on the page, line by line, with peers of others', (...peers) => {
  test.each(peers)('in $name', ({ command }) => replay(command));
});
