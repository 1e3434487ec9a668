/** `peer-down`: one of several nodes dies, and comes back. */

import { duration } from '../../report/phrases.ts';
import { realClock } from '../../runtime/port/clock.ts';
import type { Trial } from '../trial/trial.ts';
import type { TriedPart } from '../trial/types.ts';
import { part } from './part.ts';
import { notReady, readyAfter, readyText } from './ready.ts';

/** Where it is described, who has met whom shows in the lines. */
export async function awaitMeeting(trial: Trial): Promise<void> {
  const { nodes, program, record } = trial;
  if (program.events['peer-up'] === undefined || nodes.length < 2) return;
  const hasMet = (node: string) => trial.latest(node).incarnation.events('peer-up').length > 0;
  const haveMet = () => nodes.every((node) => hasMet(node) || !trial.runs(node));
  if (haveMet()) return;
  trial.act(`waiting for \`peer-up\`, for ${duration(trial.patience.meet)} at most`);
  await record.until(haveMet, trial.patience.meet);
}

/** One of several nodes dies, the others notice it; it comes back. */
export async function tryKill(trial: Trial): Promise<TriedPart> {
  const { nodes, program, record, patience } = trial;
  if (program.events['peer-down'] === undefined)
    return part('kill', 'absent', ['No event `peer-down` is described.']);
  const victim = nodes.at(-1)!;
  const others = nodes.filter((node) => node !== victim && trial.runs(node));
  if (others.length === 0 || !trial.runs(victim) || readyAfter(trial, victim) === null)
    return part('kill', 'untried', [nodes.length < 2 ? 'It takes two nodes.' : 'No two nodes run.']);
  trial.act(`${victim} is killed; waiting for \`peer-down\`, for ${duration(patience.death)} at most`);
  const words = (type: 'peer-down' | 'peer-up', sinceMs: number) =>
    others.flatMap((node) =>
      trial
        .latest(node)
        .incarnation.heard.filter(
          ({ event, atMs }) => event.type === type && event.node === victim && atMs >= sinceMs,
        )
        .map(({ atMs }) => `${node} after ${duration(atMs - sinceMs)}`),
    );
  const killedMs = realClock.now();
  await trial.kill(victim);
  await record.until(() => words('peer-down', killedMs).length > 0, patience.death);
  const noticed = words('peer-down', killedMs).slice(0, 1);
  const sentences = [
    noticed.length > 0
      ? `The death of ${victim} was noticed by ${noticed[0]}.`
      : `Nobody noticed the death of ${victim} in ${duration(patience.death)}.`,
  ];
  trial.act(`${victim} is started again`);
  const backMs = realClock.now();
  await trial.start([victim], 2);
  const problems = await notReady(trial, [victim]);
  sentences.push(...(problems.length > 0 ? problems : [`Started again: ${readyText(trial, victim)}`]));
  if (problems.length === 0 && program.events['peer-up'] !== undefined) {
    await record.until(() => words('peer-up', backMs).length > 0, patience.meet);
    const [met] = words('peer-up', backMs);
    sentences.push(
      met === undefined
        ? `Nobody noticed its return in ${duration(patience.meet)}.`
        : `Found again by ${met}.`,
    );
  }
  return part('kill', noticed.length > 0 && problems.length === 0 ? 'works' : 'fails', sentences);
}
