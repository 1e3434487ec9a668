/** What must hold from the first event to the last, of all instances. */

import type { RecordedIncarnation } from '../walk/record.ts';
import { metUnless, type Requirement } from '../walk/types.ts';
import type { Walk } from '../walk/walk.ts';

const DAY_MS = 24 * 3_600_000;
/** What a reported time may be off, for clocks that are set meanwhile. */
const TOLERANCE_MS = 20;

export const WHOLE: Requirement[] = [
  {
    name: 'seq',
    says: 'Numbers its events in `seq`, from 1 with its start and one more each time, also across `reset`.',
    needs: 'idle',
    try: (walk) =>
      ofAll(walk, ({ heard, node }) => {
        const at = heard.findIndex(({ event }, i) => event.seq !== i + 1);
        return at >= 0 && `event number ${at + 1} of ${node} had \`seq\` ${heard[at]?.event.seq}`;
      }),
  },
  {
    name: 't',
    says: 'Says in `t` when each event happened, in Unix milliseconds, never earlier than the one before.',
    needs: 'idle',
    try: (walk) => ofAll(walk, (incarnation) => wrongTime(incarnation, walk.pings)),
  },
  {
    name: 'run',
    says: 'Says in `run` that of the last `configure`, and null before the first.',
    needs: 'ready',
    try: (walk) => ofAll(walk, (incarnation) => wrongRun(incarnation, walk.runs)),
  },
  {
    name: 'stdout',
    says: 'Writes nothing on stdout but events, each as one line of JSON with all its fields.',
    needs: 'idle',
    try: (walk) =>
      ofAll(
        walk,
        ({ nonsense, node }) =>
          nonsense.length > 0 && `${node} wrote ${JSON.stringify(nonsense[0]?.slice(0, 120))}`,
      ),
  },
  {
    name: 'once',
    says: 'Delivers a message once, though every datagram comes twice.',
    needs: 'delivered',
    try: (walk) =>
      ofAll(walk, (incarnation) => {
        const keys = incarnation.events('delivered').map(({ run, message }) => `${message} in run ${run}`);
        const twice = keys.find((key, i) => keys.indexOf(key) !== i);
        return twice !== undefined && `${incarnation.node} delivered ${twice} again`;
      }),
  },
  {
    name: 'no-echo',
    says: 'Does not deliver what it injected itself.',
    needs: 'injected',
    try: (walk) =>
      ofAll(walk, (incarnation) => {
        const own = incarnation.events('injected').map(({ run, message }) => `${message} in run ${run}`);
        const echo = incarnation
          .events('delivered')
          .find(({ run, message }) => own.includes(`${message} in run ${run}`));
        return echo !== undefined && `${incarnation.node} delivered ${echo.message}, which is its own`;
      }),
  },
  {
    name: 'stays',
    says: 'Exits only when it is asked to, or when its stdin is closed.',
    needs: 'idle',
    try: (walk) =>
      ofAll(walk, (incarnation) => incarnation.exit !== null && !incarnation.isEnding && incarnation.ending),
  },
];

function ofAll(walk: Walk, look: (incarnation: RecordedIncarnation) => string | null | false) {
  return metUnless(...walk.record.incarnations.map(look));
}

/** Between a `configure` and its `ready`, an event may be of either run. */
function wrongRun({ heard, node }: RecordedIncarnation, runs: readonly string[]): string | null {
  let current: string | null = null;
  let readies = 0;
  for (const { event } of heard) {
    const next = runs[readies];
    if (event.type === 'ready' && event.run === next) {
      current = next ?? null;
      readies++;
    } else if (event.type === 'ready' || (event.run !== current && event.run !== next)) {
      return `${node} said \`run\` ${JSON.stringify(event.run)} in \`${event.type}\``;
    }
  }
  return null;
}

/** The difference between its clock and ours is one and the same, within what each round trip leaves open. */
function wrongTime({ heard, node }: RecordedIncarnation, pings: ReadonlyMap<string, number>): string | null {
  let beforeMs = -Infinity;
  let leastMs = -Infinity;
  let mostMs = Infinity;
  for (const { event, atMs } of heard) {
    const unixMs = performance.timeOrigin + atMs;
    if (Math.abs(event.t - unixMs) > DAY_MS) {
      return `${node} said \`t\` ${event.t} at about ${Math.round(unixMs)}`;
    }
    if (event.t < beforeMs) return `${node} said \`t\` ${event.t} after ${beforeMs}`;
    beforeMs = event.t;
    mostMs = Math.min(mostMs, atMs - event.t);
    if (event.type === 'pong') leastMs = Math.max(leastMs, (pings.get(event.ref) ?? -Infinity) - event.t);
    if (leastMs > mostMs + TOLERANCE_MS) {
      return `\`t\` of ${node} does not go as the clock goes: it was off by ${Math.round(leastMs - mostMs)} ms`;
    }
  }
  return null;
}
