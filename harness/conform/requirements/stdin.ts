/** What may come on stdin besides the commands of the contract. */

import { sleep } from '../../runtime/port/clock.ts';
import { metUnless, type Outcome, type Requirement } from '../walk/types.ts';
import type { Walk } from '../walk/walk.ts';
import { unlessItEnded } from './say.ts';

const HALF_LINE_PAUSE_MS = 50;
const LONG_BYTES = 256 * 1024;
const NONSENSE = [
  'nonsense',
  '',
  '   ',
  '[1, 2]',
  '"text"',
  'null',
  '{"type": 7}',
  '{}',
  '{"type": "inject"}',
  '{"type": "inject", "ref": "n"',
];

export const STDIN: Requirement[] = [
  {
    name: 'unknown-field',
    says: 'Passes over fields of commands that it does not know, and carries the commands out.',
    needs: 'injected',
    async try(walk) {
      const { answer } = await walk.inject('n1', 'of the future', {
        future: { list: [1, 'two', null], of: {} },
      });
      return metUnless(
        answer?.type !== 'injected' &&
          unlessItEnded(walk, 'n1', 'did not carry out an `inject` with a field more'),
      );
    },
  },
  {
    name: 'unknown-command',
    says: 'Ignores commands that it does not know, and goes on.',
    needs: 'pong',
    try: (walk) => goesOn(walk, '{"type": "dance", "ref": "d", "with": [{"node": "n2"}]}\n'),
  },
  {
    name: 'nonsense',
    says: 'Ignores lines that are not whole commands, blank ones too (an `error` may say so), and goes on.',
    needs: 'pong',
    async try(walk) {
      const incarnation = walk.incarnation('n1');
      const before = {
        injected: incarnation.events('injected').length,
        nonsense: incarnation.nonsense.length,
      };
      const outcome = await goesOn(walk, `${NONSENSE.join('\n')}\n`);
      if (outcome.state !== 'met') return outcome;
      const [said] = incarnation.nonsense.slice(before.nonsense);
      return metUnless(
        said !== undefined && `n1 answered with ${said}, which is no event`,
        incarnation.events('injected').length > before.injected &&
          'n1 took an `inject` without `ref` or `data` for a message',
      );
    },
  },
  {
    name: 'pieces',
    says: 'Reads lines, however they come: in pieces, or many at once.',
    needs: 'pong',
    async try(walk) {
      const [first, second] = [walk.newRef(), walk.newRef()];
      const text = `${JSON.stringify({ type: 'ping', ref: first })}\n${JSON.stringify({ type: 'ping', ref: second })}\n`;
      walk.runtime.write('n1', text.slice(0, 9));
      await sleep(HALF_LINE_PAUSE_MS);
      walk.runtime.write('n1', text.slice(9));
      for (const ref of [first, second]) {
        const pong = await walk.hears('n1', 'pong', walk.patience.soon, (event) => event.ref === ref);
        if (!pong)
          return metUnless(
            unlessItEnded(walk, 'n1', 'did not answer a `ping` that came in two pieces with another'),
          );
      }
      return metUnless();
    },
  },
  {
    name: 'long-line',
    says: 'Reads a line of 256 KiB as any other: a list of many neighbours is as long.',
    needs: 'pong',
    async try(walk) {
      const ref = walk.newRef();
      const ping = { type: 'ping', filler: 'x'.repeat(LONG_BYTES), ref };
      walk.runtime.write('n1', `${JSON.stringify(ping)}\n`);
      const pong = await walk.hears('n1', 'pong', walk.patience.soon, (event) => event.ref === ref);
      return metUnless(!pong && unlessItEnded(walk, 'n1', 'did not answer a `ping` with a field of 256 KiB'));
    },
  },
];

async function goesOn(walk: Walk, text: string): Promise<Outcome> {
  walk.runtime.write('n1', text);
  if (!(await walk.answers('n1')))
    return metUnless(unlessItEnded(walk, 'n1', 'did not answer the `ping` after it'));
  return metUnless();
}
