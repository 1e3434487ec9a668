/** `meshbed adapt`, with real programs: one that does all that is described, and each way not to. */

import { describe, expect, test } from 'vitest';
import { type AdaptOptions, adapt } from '../../../harness/adapt/adapt.ts';
import { adaptNewsText } from '../../../harness/adapt/report.ts';
import { type AdaptResult, isCovered } from '../../../harness/adapt/trial/types.ts';
import { realServices } from '../../../harness/cli/real-services.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { markedProcesses } from '../../../harness/runtime/system/proc.ts';
import { fakeProgram, planOfPrograms } from '../adapter/fixtures.ts';
import { meshbed } from '../cli/command-line.ts';

const SHORT = {
  ready: 3_000,
  exit: 2_000,
  meet: 1_000,
  deliver: 1_500,
  death: 1_500,
  quiet: 300,
  watch: 300,
  watchDeath: 500,
};

async function tried(program: Record<string, unknown>, more: Partial<AdaptOptions> = {}, count = 1) {
  const { topology } = planOfPrograms(fakeProgram(program), count);
  const runtime = new ProcessRuntime();
  return await adapt({ runtime, topology, program: 'fake', patience: SHORT, ...more });
}

/** A shell program in place of the fake one. */
function shell(script: string, more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    command: ['sh', '-c', script, '{peers}', '{listen}'],
    ready: { log: 'ready' },
    events: {},
    ...more,
  };
}

const said = (result: AdaptResult, name: string) => result.parts.find(({ part }) => part === name);
const state = (result: AdaptResult, name: string) => said(result, name)?.state;

test('each line is shown as it comes, and each part once it is tried', async () => {
  const shown: string[] = [];
  const result = await tried({}, { told: (news) => void shown.push(adaptNewsText(news)) });
  const { parts } = result;
  expect(shown.join('')).toMatch(/n1 stdout {2}listening on \S+ +→ ready\n/);
  expect(shown.join('')).toMatch(
    /n1 stdout {2}Received: 0\.0 hello from meshbed\n? +→ delivered message=0\.0.*\n?.*\(its own\)/,
  );
  for (const part of parts) expect(shown).toContain(adaptNewsText({ type: 'part', part }));
  expect(parts.map((part) => `${part.part} ${part.state}`)).toEqual([
    'ready works',
    'inject works',
    'kill untried',
    'stop works',
  ]);
});

describe.concurrent('what does not work is said:', () => {
  test('a log that never says ready', async () => {
    const result = await tried(shell('echo hello; sleep 100', { inject: { stdin: '{ref} {text}' } }));
    expect(said(result, 'ready')).toMatchObject({
      state: 'fails',
      seen: expect.stringMatching(/not ready in 3 s: no line matched `ready`/),
    });
    expect(state(result, 'inject')).toBe('untried');
    expect(state(result, 'stop')).toBe('works');
    expect(result.unmatched).toMatchObject({ count: 1, samples: [{ text: 'hello' }] });
  });

  test('a command of `ready` that fails, with what it says', async () => {
    const exec = ['sh', '-c', 'echo "no such agent"; exit 7'];
    const result = await tried(shell('sleep 100', { ready: { exec } }));
    expect(said(result, 'ready')?.seen).toMatch(/exited with 7: no such agent/);
  });

  test('a program that ends at once, as one does that goes into the background', async () => {
    const result = await tried(shell('exit 0'));
    expect(said(result, 'ready')?.seen).toMatch(/n1 ended by itself with code 0/);
    expect(result.doubts.join()).toMatch(/stay in the foreground/);
    expect(state(result, 'stop')).toBe('untried');
  });

  test('a program that crashes on a message', async () => {
    const script = 'echo ready; read -r message; exit 3';
    const result = await tried(shell(script, { inject: { stdin: '{ref} {text}' } }));
    expect(said(result, 'inject')?.state).toBe('works');
    expect(said(result, 'stop')?.seen).toMatch(/n1 ended by itself with code 3/);
    expect(isCovered(result)).toBe(false);
  });

  test('one that buffers what it writes', async () => {
    const script = 'trap "echo ready; exit 0" TERM; while true; do sleep 0.1; done';
    const result = await tried(shell(script), { patience: { ...SHORT, ready: 1_500 } });
    expect(result.doubts.join()).toMatch(
      /All that n1 wrote on stdout \(1 line\) came at its end.*stdbuf -oL/,
    );
  });

  test('one that does not end when it is asked to, and is killed', async () => {
    const result = await tried(shell('trap "" TERM; echo ready; while true; do sleep 0.1; done'));
    expect(said(result, 'stop')).toMatchObject({
      state: 'fails',
      seen: expect.stringMatching(/had not ended after 2 s, and was killed/),
    });
  });

  test('a message that is refused, and one that nobody reports', async () => {
    const refused = await tried({ inject: { exec: ['sh', '-c', 'echo full; exit 1', '{ref}', '{text}'] } });
    expect(said(refused, 'inject')).toMatchObject({
      state: 'fails',
      seen: expect.stringContaining('`sh` exited with 1: full'),
    });
    const unheard = await tried({}, {}, 2);
    expect(said(unheard, 'inject')?.seen).toMatch(/Not reported by n2 in 1\.5 s/);
    expect(said(unheard, 'kill')).toMatchObject({
      state: 'fails',
      seen: expect.stringMatching(/Nobody noticed the death of n2.*Started again: n2 after/),
    });
  });

  test('an expression that matches every line, and `ready` said twice', async () => {
    const script = 'for i in 1 2 3 4 5 6; do echo "ready $i"; done; sleep 100';
    const result = await tried(shell(script, { events: { delivered: { log: '(?<message>.+)' } } }));
    const doubted = result.doubts.join('\n');
    expect(doubted).toMatch(/6 lines of n1 matched `ready`/);
    expect(doubted).toMatch(/`delivered` matched every line of stdout, 6 of them/);
    expect(doubted).toMatch(/reported `ready 1`, which nobody put in/);
    expect(isCovered(result)).toBe(true);
  });

  test('what the others write when one dies, though that is not described', async () => {
    const acts: string[] = [];
    const events = { delivered: { log: 'Received: (?<message>\\S+)', own: 'reported' } };
    const told: AdaptOptions['told'] = (news) => void (news.type === 'act' && acts.push(news.text));
    const result = await tried({ events }, { told }, 2);
    expect(acts).toContain('n2 is killed; watching what the others write, for 500 ms');
    expect(said(result, 'kill')).toMatchObject({
      state: 'absent',
      seen: expect.stringMatching(/killed all the same/),
    });
    expect(said(result, 'stop')?.seen).not.toContain('n2');
  });

  test('what is not described', async () => {
    const result = await tried(
      shell('echo ready; sleep 100', { peers: 'never', command: ['sh', '-c', 'echo ready; sleep 100'] }),
    );
    expect(result.uncovered.join('\n')).toMatch(
      /`\{peers\}` is nowhere.*\n.*where to listen.*\nDelivery is not judged at n1/,
    );
  });
});

test('interrupted: exit code 130, and everything has ended', async () => {
  const interrupted = AbortSignal.timeout(2_000);
  const { adapt } = realServices;
  const { topology } = planOfPrograms(fakeProgram(), 2);
  const { code } = await meshbed('adapt mesh.yaml', { adapt, load: async () => topology, interrupted });
  expect(code).toBe(130);
  const ours = markedProcesses().filter(({ owner }) => owner.startsWith(`${process.pid}:`));
  expect(ours).toEqual([]);
});

test('a program that is not there: exit code 2, and the program named', async () => {
  const { adapt } = realServices;
  const { topology } = planOfPrograms(fakeProgram({ command: ['no-such-program', '{peers}'] }));
  const { code, err } = await meshbed('adapt mesh.yaml', { adapt, load: async () => topology });
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/no-such-program cannot be started/) });
});
