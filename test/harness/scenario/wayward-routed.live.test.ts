/** Peers that send to everybody of whom they learn, on a routed network of processes: what the router lets through, and the verdict with it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allFindings } from '../../../harness/report/headline.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { runTopology } from '../../../harness/scenario/run.ts';
import { topologyFromObject } from '../../../harness/topology/load.ts';
import { noRouterHere } from '../../node/router/wired.ts';
import { scriptCommand } from './faulty.ts';
import type { Way } from './wayward.ts';

const command = scriptCommand(process.execPath, './wayward.ts');
const reason = noRouterHere();
const AROUND: { way: Way } = { way: 'around' };
/** Of a line of four: n1 and n4, n1 and n3, n2 and n4. */
const UNLINKED = 3;

describe.skipIf(reason !== null)(
  `peers that go around links on a routed network${reason === null ? '' : `: skipped, ${reason}`}`,
  () => {
    let folder = '';
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'meshbed-test-'));
    });
    afterEach(() => rm(folder, { recursive: true }));

    async function run(more: object) {
      const topology = topologyFromObject({
        seed: 1,
        nodes: { count: 4, command },
        links: { shape: 'line' },
        network: 'routed',
        peer: { folder, ...AROUND },
        steps: [{ at: '500ms', inject: { count: 8, every: '20ms' }, from: 'all' }],
        expect: { delivery: { within: '2s' } },
        ...more,
      });
      const result = await runTopology(topology, { runtime: new ProcessRuntime() });
      return { ...result, words: new Set(allFindings(result).map(({ word }) => word)) };
    }

    it('pass: the router forwards it under its conditions, and the report counts it', async () => {
      const { verdict, notes = [] } = await run({});
      expect(verdict).toBe('passed');
      expect(notes.map(({ text }) => text).join('\n')).toMatch(
        new RegExp(`^\\d+ packets went between ${UNLINKED} pairs of nodes without a link\\.$`, 'm'),
      );
    });

    it('fail where they are asked to keep to their links', async () => {
      const links = { shape: 'line', latency: '200ms' };
      const { verdict, words } = await run({ links, expect: { isolation: true } });
      expect(verdict).toBe('failed');
      expect(words).toEqual(new Set(['leaked']));
    });

    it('get nothing through where elsewhere is closed, and pass over their links', async () => {
      const { verdict, notes = [] } = await run({ elsewhere: 'closed' });
      expect(verdict).toBe('passed');
      expect(notes.map(({ text }) => text).join('\n')).toMatch(
        /^All of \d+ packets between 3 pairs of nodes/m,
      );
    });

    it('get nothing through at 100% loss on all that there is', async () => {
      const links = { shape: 'line', loss: '100%' };
      const { figures } = await run({ links, elsewhere: { loss: '100%' } });
      expect(figures.deliveries).toBe(0);
    });

    it('get nothing across a partition', async () => {
      const { verdict, words, figures } = await run({
        steps: [
          { at: '500ms', partition: [['n1', 'n2'], 'rest'] },
          { at: '1s', inject: { count: 8, every: '20ms' }, from: 'all' },
          { at: '3s', heal: 'all' },
        ],
      });
      expect(words).not.toContain('leaked');
      expect(verdict).toBe('passed');
      expect(figures.deliveries).toBe(8);
    });
  },
);
