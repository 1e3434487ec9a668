/**
 * A plan → a Compose file that runs its mesh without the harness: a service for each node, the bundled peer on its own,
 * which gets its neighbours by the names of their services. What only a harness can do stands in comments.
 */

import { Document, isMap, parse, Scalar, visit, type YAMLMap } from 'yaml';
import type { PEER_OPTIONS } from '../../node/contract/options.ts';
import { EXIT, MeshbedError } from '../common/errors.ts';
import { counted } from '../common/numbers.ts';
import type { Plan, PlannedNode } from '../plan/types.ts';
import { whyNotOnEngine } from '../runtime/docker/fits.ts';
import { nodeListText } from '../topology/model/words.ts';
import { formatDuration } from '../topology/text/units.ts';

/** The settings of the standalone peer for the options that it has; see docs/play-by-hand.md. */
const SETTINGS: Record<keyof typeof PEER_OPTIONS, string> = {
  keepalive: 'MESHBED_KEEPALIVE',
  hops: 'MESHBED_HOPS',
  store: 'MESHBED_STORE',
};
const NEVER = 'never';

/** `again`: the command that made it; `source`: the folder from which the image is built. Throws where it cannot be. */
export function composeText(plan: Plan, again: string, source: string): string {
  mustBeCarried(plan);
  const { topology, nodes } = plan;
  const file = new Document({
    name: projectName(topology.name),
    'x-peer': {
      image: `\${MESHBED_IMAGE:-meshbed-peer}`,
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
    },
    'x-mesh': { MESHBED_KEY: `\${MESHBED_KEY:-${plan.key}}`, ...optionsOf(plan) },
    services: Object.fromEntries(nodes.map((node) => [node.name, serviceOf(node)])),
    ...networksOf(plan),
  });
  quoteWords(file);
  file.commentBefore = commentOn(plan, again, source)
    .map((line) => ` ${line}`)
    .join('\n');
  share(file);
  return file.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function serviceOf({ name, neighbours, networks, env, container, startMs }: PlannedNode): object {
  const environment: Record<string, string> = { MESHBED_NAME: name };
  if (neighbours.length > 0) environment.MESHBED_PEERS = neighbours.join(',');
  // A dollar sign would be a variable of Compose.
  for (const [key, value] of Object.entries(env)) environment[key] = value.replaceAll('$', '$$$$');
  return {
    hostname: name,
    environment,
    ...givenTo(container),
    ...(networks.length === 0 ? {} : { networks }),
    ...(startMs === null ? { profiles: [NEVER] } : {}),
  };
}

/** In the words of Compose. */
function givenTo(options: PlannedNode['container'] = {}): object {
  const { memoryBytes, cpus, capabilities, devices, tmpfs = {}, files = {}, user, sysctls } = options;
  const folders = Object.entries(tmpfs).map(([path, bytes]) => `${path}:size=${bytes},mode=1777`);
  const mounts = Object.entries(files).map(([target, source]) => ({
    type: 'bind',
    source: source.replaceAll('$', '$$$$'),
    target,
    read_only: true,
  }));
  return {
    ...(memoryBytes === undefined ? {} : { mem_limit: memoryBytes, memswap_limit: memoryBytes }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(capabilities === undefined ? {} : { cap_add: capabilities }),
    ...(devices === undefined ? {} : { devices }),
    ...(folders.length === 0 ? {} : { tmpfs: folders }),
    ...(mounts.length === 0 ? {} : { volumes: mounts }),
    ...(user === undefined ? {} : { user }),
    ...(sysctls === undefined ? {} : { sysctls }),
  };
}

/** Older readers of YAML take a node called `yes` for a switch and `1_000` for a number; in quotes they are texts to all. */
function quoteWords(file: Document): void {
  visit(file, {
    Scalar(_, node) {
      const { value } = node;
      if (typeof value !== 'string' || !/^[\w.+-]+$/.test(value)) return;
      if (typeof parse(value, { version: '1.1' }) !== 'string') node.type = Scalar.QUOTE_DOUBLE;
    },
  });
}

/** What all services have is written once, and merged. */
function share(file: Document): void {
  const peer = file.createAlias(file.get('x-peer') as YAMLMap, 'peer');
  const mesh = file.createAlias(file.get('x-mesh') as YAMLMap, 'mesh');
  const services = file.get('services');
  if (!isMap(services)) return;
  for (const { value } of services.items) {
    const service = value as YAMLMap;
    service.items.unshift(file.createPair('<<', peer));
    (service.get('environment') as YAMLMap).items.unshift(file.createPair('<<', mesh));
  }
}

function optionsOf({ topology: { peer } }: Plan): Record<string, string> {
  return Object.fromEntries(
    Object.entries(SETTINGS).flatMap(([option, setting]) =>
      peer[option] === undefined ? [] : [[setting, String(peer[option])]],
    ),
  );
}

function networksOf({ topology: { networks } }: Plan): object {
  if (networks.length === 0) return {};
  return { networks: Object.fromEntries(networks.map(({ name }) => [name, { internal: true }])) };
}

function commentOn(plan: Plan, again: string, source: string): string[] {
  const left = leftBehind(plan);
  return [
    `The mesh of ${plan.topology.name}, without a harness. Made by: ${again}`,
    '',
    `    docker build -t meshbed-peer ${source}`,
    '    docker compose -f FILE up -d',
    `    docker compose -f FILE exec ${plan.nodes[0]?.name} say hello`,
    '',
    'docs/play-by-hand.md says what else these peers understand.',
    ...(left.length === 0 ? [] : ['', 'Compose cannot carry everything. Left behind:']),
    ...left.map((line) => `- ${line}`),
  ].map((line) => line.replaceAll(/[\r\n]/g, ' '));
}

/** What the file asks for and these services do not do. */
function leftBehind({ topology, nodes }: Plan): string[] {
  const { links, steps, addresses } = topology;
  const conditioned = links.filter(({ ab, ba }) => ab !== undefined || ba !== undefined).length;
  const late = nodes.filter(({ startMs }) => startMs !== null && startMs > 0);
  const never = nodes.filter(({ startMs }) => startMs === null).map(({ name }) => name);
  const behindNat = nodes.filter(({ natTimeoutMs }) => natTimeoutMs !== undefined).map(({ name }) => name);
  return [
    ...(conditioned > 0
      ? [`the conditions of ${counted(conditioned, 'link')}: all are as good as the network`]
      : []),
    ...(behindNat.length > 0 ? [`the NAT of ${nodeListText(behindNat)}`] : []),
    ...(addresses === 'ipv6' ? ['addresses of IPv6: services have those of Compose'] : []),
    ...(steps.length > 0 ? [counted(steps.length, 'step')] : []),
    ...late
      .slice(0, 5)
      .map(({ name, startMs }) => `${name} starts with the others, not at ${formatDuration(startMs ?? 0)}`),
    ...(late.length > 5 ? [`and ${late.length - 5} more that start late`] : []),
    ...(never.length > 0 ? [`${nodeListText(never)}: only with --profile ${NEVER}`] : []),
    'all that is expected of them',
  ];
}

/** Compose allows lower-case letters, digits, `-` and `_`. */
function projectName(name: string): string {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9_-]+/g, '-');
  return plain.replace(/^[^a-z0-9]+/, '') || 'mesh';
}

function mustBeCarried(plan: Plan): void {
  const foreign = plan.nodes.find(
    ({ image, command, program }) => image !== undefined || command !== undefined || program !== undefined,
  );
  if (foreign !== undefined) {
    throw new MeshbedError(
      'NOT_THE_BUNDLED_PEER',
      `${foreign.name} runs a program of its own, which a harness tells its neighbours; Compose cannot.`,
      'Leave out `image`, `command` and `program` of the nodes.',
      EXIT.badInput,
    );
  }
  const why = whyNotOnEngine(plan);
  if (why === null) return;
  throw new MeshbedError('TOO_MANY_NODES', `As containers: ${why}.`, 'Take fewer nodes.', EXIT.badInput);
}
