/**
 * What the placeholders of a program stand for at one start of a node, and what that start is made of.
 */

import type { Endpoint } from '../../node/contract/types.ts';
import { addressText } from '../common/wording.ts';
import type { PlannedNode } from '../plan/types.ts';
import type { ProgramLaunch, Surroundings } from '../runtime/port/port.ts';
import type { ProgramSpec } from '../topology/model/program.ts';
import { fillPlaceholders, fillPlaceholdersInList } from '../topology/text/placeholders.ts';

export interface StartValues {
  /** By placeholder. */
  texts: Readonly<Record<string, string>>;
  /** Its neighbours, by the addresses at which it must reach them. */
  peers: readonly Neighbour[];
  listen: Endpoint;
  /** Where others on its network reach it; where they are not told, as on a routed one, where it listens. */
  reached: Endpoint;
}

interface Neighbour extends Endpoint {
  node: string;
}

export interface StartContext {
  node: PlannedNode;
  boot: number;
  key: string;
  folder: string;
  surroundings: Surroundings;
}

export function valuesForPlaceholders({ node, boot, key, folder, surroundings }: StartContext): StartValues {
  const listen = surroundings.listen(node.name);
  const reached = surroundings.outside?.address(node.name) ?? listen;
  return {
    listen,
    reached,
    peers: node.neighbours.map((name) => ({ node: name, ...surroundings.reach(node.name, name) })),
    texts: {
      node: node.name,
      host: listen.host,
      port: `${listen.port}`,
      listen: addressText(listen),
      public: addressText(reached),
      key,
      seed: `${node.seed}`,
      boot: `${boot}`,
      dir: folder,
    },
  };
}

/** `files`: names of those that are read. What the node has in its `env` wins over the program's. */
export function programLaunch(
  { command, separator, neighbour, env, folder, files }: ProgramSpec,
  { texts, peers }: StartValues,
  own: Readonly<Record<string, string>>,
  follow: readonly string[],
): ProgramLaunch {
  const written = peers.map(({ node, host, port }) =>
    neighbour === undefined
      ? addressText({ host, port })
      : fillPlaceholders(neighbour, { node, host, port: `${port}` }),
  );
  const values =
    separator === undefined ? texts : { ...texts, peers: written.join(fillPlaceholders(separator, texts)) };
  const each = separator === undefined ? written : null;
  const filled = (map: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(map).map(([key, text]) => [key, fillPlaceholders(text, values)]));
  return {
    ...(command === undefined ? {} : { command: fillPlaceholdersInList(command, values, each) }),
    env: { ...filled(env), ...own },
    ...(folder === undefined ? {} : { folder }),
    files: filled(files),
    follow,
  };
}
