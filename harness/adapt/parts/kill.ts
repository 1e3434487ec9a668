/** `peer-down`: one of several nodes dies, and comes back. */

import { durationText } from '../../report/phrases.ts';
import { realClock, sleep } from '../../runtime/port/clock.ts';
import type { Trial } from '../trial/trial.ts';
import type { TriedPart } from '../trial/types.ts';
import { makeTriedPart } from './part.ts';
import { readyAfter, readyText, whyNodesAreNotReady } from './ready.ts';

/** Until all have met somebody, where that is described; else for a while, in which the lines show it. */
export async function awaitMeeting(trial: Trial): Promise<void> {
  const { nodes, program, record, patience } = trial;
  if (nodes.some((node) => readyAfter(trial, node) === null)) return;
  const isDescribed = program.events['peer-up'] !== undefined && nodes.length > 1;
  const hasMet = (node: string) =>
    isDescribed ? trial.latest(node).incarnation.events('peer-up').length > 0 : false;
  const haveMet = () => nodes.every((node) => hasMet(node) || !trial.runs(node));
  if (haveMet()) return;
  const withinMs = isDescribed ? patience.meet : patience.watch;
  trial.act(
    isDescribed
      ? `waiting for \`peer-up\`, for ${durationText(withinMs)} at most`
      : `watching what it writes, for ${durationText(withinMs)}`,
  );
  await record.until(haveMet, withinMs);
}

/** One of several nodes dies, the others notice it; it comes back. */
export async function tryKill(trial: Trial): Promise<TriedPart> {
  const { nodes, program, record, patience } = trial;
  const isDescribed = program.events['peer-down'] !== undefined;
  const victim = nodes.at(-1)!;
  const others = nodes.filter((node) => node !== victim && trial.runs(node));
  const canDie = others.length > 0 && trial.runs(victim) && readyAfter(trial, victim) !== null;
  if (!isDescribed) return await showDeath(trial, victim, canDie);
  if (!canDie)
    return makeTriedPart('kill', 'untried', [nodes.length < 2 ? 'It takes two nodes.' : 'No two nodes run.']);
  trial.act(`${victim} is killed; waiting for \`peer-down\`, for ${durationText(patience.death)} at most`);
  const words = (type: 'peer-down' | 'peer-up', sinceMs: number) =>
    others.flatMap((node) =>
      trial
        .latest(node)
        .incarnation.heard.filter(
          ({ event, atMs }) => event.type === type && event.node === victim && atMs >= sinceMs,
        )
        .map(({ atMs }) => `${node} after ${durationText(atMs - sinceMs)}`),
    );
  const killedMs = realClock.now();
  await trial.kill(victim);
  await record.until(() => words('peer-down', killedMs).length > 0, patience.death);
  const noticed = words('peer-down', killedMs).slice(0, 1);
  const sentences = [
    noticed.length > 0
      ? `The death of ${victim} was noticed by ${noticed[0]}.`
      : `Nobody noticed the death of ${victim} in ${durationText(patience.death)}.`,
  ];
  trial.act(`${victim} is started again`);
  const backMs = realClock.now();
  await trial.start([victim], 2);
  const problems = await whyNodesAreNotReady(trial, [victim]);
  sentences.push(...(problems.length > 0 ? problems : [`Started again: ${readyText(trial, victim)}`]));
  if (problems.length === 0 && program.events['peer-up'] !== undefined) {
    await record.until(() => words('peer-up', backMs).length > 0, patience.meet);
    const [met] = words('peer-up', backMs);
    sentences.push(
      met === undefined
        ? `Nobody noticed its return in ${durationText(patience.meet)}.`
        : `Found again by ${met}.`,
    );
  }
  return makeTriedPart('kill', noticed.length > 0 && problems.length === 0 ? 'works' : 'fails', sentences);
}

/** What the others write then is how people find what to describe. */
async function showDeath(trial: Trial, victim: string, canDie: boolean): Promise<TriedPart> {
  const sentences = ['No event `peer-down` is described.'];
  if (canDie) {
    const { watchDeath } = trial.patience;
    trial.act(`${victim} is killed; watching what the others write, for ${durationText(watchDeath)}`);
    await trial.kill(victim);
    await sleep(watchDeath);
    sentences.push(`${victim} was killed all the same, to show what the others write.`);
  }
  return makeTriedPart('kill', 'absent', sentences);
}
