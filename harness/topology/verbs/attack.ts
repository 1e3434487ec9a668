/** `attack`: hostile datagrams for these nodes, from a stranger. */

import { ATTACK_KINDS, type AttackKind } from '../../../node/link/stranger.ts';
import type { NodeEffect } from '../model/node-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import { nodeListText } from '../model/words.ts';
import { selector } from '../schema/selector.ts';
import { choice, duration, forms, integer, list, map, word } from '../text/fields.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatDuration } from '../text/units.ts';
import { NOT_RUNNING, NOT_STARTED, PAUSED, selectNodesForVerb } from './on-nodes.ts';
import type { StepWriter, Verb } from './verb.ts';

export interface AttackAction {
  verb: 'attack';
  nodes: string[];
  /** In turn. */
  kinds: AttackKind[];
  /** Datagrams to each node. */
  count: number;
  everyMs: number;
}

const DEFAULT_COUNT = 100;
const DEFAULT_EVERY_MS = 5;
const LONGEST_MS = 10_000;

const form = forms(
  'A stranger sends hostile datagrams to these nodes; one that answers it fails.',
  'nodes, or a map with the keys nodes, with, count, every',
  [
    word('Nodes: a name, a range, a pattern, `all`, `random(3)`.', { samples: ['n3'] }),
    list('Nodes.', 'a list of nodes', word('A name, a range, a pattern, `random(3)`, or `rest`.')),
    map('Whom, with what, how often.', {
      nodes: selector('Which nodes.'),
      with: choice(
        'What it sends: `garbage` (random bytes), `forged` (what a neighbour has just sent, with a wrong bit), `replayed` (the same as it was); or all of them in turn.',
        ['all', ...ATTACK_KINDS],
        { byDefault: 'all' },
      ).optional(),
      count: integer('How many datagrams to each node.', 1, 100_000, DEFAULT_COUNT).optional(),
      every: duration('The time from one datagram to the next.', {
        default: formatDuration(DEFAULT_EVERY_MS),
      }).optional(),
    }),
  ],
  [['text', 'number'], ['list'], ['map']],
);

const effect: NodeEffect = {
  done: 'attacked',
  from: ['running'],
  to: null,
  needsLink: true,
  fitWords: 'running',
  misfits: { waiting: NOT_STARTED, stopped: NOT_RUNNING, paused: PAUSED },
};

export const attack: Verb<AttackAction, typeof form> = {
  name: 'attack',
  form,
  nodes: effect,
  changes: [],
  relays: true,
  expand(scenario, input, asked) {
    const here = [...input.path, 'attack'];
    const isMap = typeof asked === 'object' && !Array.isArray(asked);
    const {
      nodes: whom,
      with: kind = 'all',
      count = DEFAULT_COUNT,
      every = DEFAULT_EVERY_MS,
    } = isMap ? asked : { nodes: asked };
    const isTooLong = input.isWhole && count * every > LONGEST_MS;
    if (isTooLong) {
      const text = `an attack of ${formatDuration(count * every)}`;
      const fix = `At most ${formatDuration(LONGEST_MS)}: make it several steps.`;
      scenario.complain(here, text, fix);
    }
    if (whom === undefined) return null;
    const nodes = selectNodesForVerb(scenario, input, isMap ? ['attack', 'nodes'] : ['attack'], effect, whom);
    if (nodes === null) return null;
    const alone = nodes.find((name) => isAlone(scenario, scenario.numberOf(name) ?? -1));
    if (alone !== undefined) {
      const fix = 'The attacker stands on a link of the node: name nodes that are linked.';
      scenario.complain(here, `\`${alone}\` has no link`, fix);
    }
    if (alone !== undefined || isTooLong) return null;
    return {
      verb: 'attack',
      nodes,
      kinds: kind === 'all' ? [...ATTACK_KINDS] : [kind],
      count,
      everyMs: every,
    };
  },
  text({ nodes, kinds, count }) {
    const each = nodes.length > 1 ? ' each' : '';
    return `attack ${nodeListText(nodes)} with ${count} datagrams${each}: ${kinds.join(', ')}`;
  },
  written: (action, writer) => ({ attack: writtenAttack(action, writer) }),
  lengthMs: ({ count, everyMs }) => (count - 1) * everyMs,
};

/** Surely: where links are in error, nobody knows. */
function isAlone({ linkStates }: ScenarioState, node: number): boolean {
  return linkStates.isClear(node) && linkStates.neighbours(node).length === 0;
}

function writtenAttack(
  { nodes, kinds, count, everyMs }: AttackAction,
  writer: StepWriter,
): string | string[] | WrittenKeys {
  const how = {
    ...(kinds.length === 1 ? { with: kinds[0] } : {}),
    ...(count === DEFAULT_COUNT ? {} : { count }),
    ...(everyMs === DEFAULT_EVERY_MS ? {} : { every: formatDuration(everyMs) }),
  };
  const whom = writer.nodes(nodes);
  return Object.keys(how).length === 0 ? whom : { nodes: whom, ...how };
}
