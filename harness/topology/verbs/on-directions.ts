/**
 * Verbs that close and open directions of links: `cut: [n1, n2]`.
 */

import type { DirectedPair } from '../model/link-states.ts';
import type { ScenarioState } from '../model/scenario-state.ts';
import type { DirectionName } from '../model/types.ts';
import { directionListText } from '../model/words.ts';
import { formatDuration } from '../text/units.ts';
import { BOTH_WAYS, directionForm, ONE_WAY } from './direction-form.ts';
import { DirectionReader } from './direction-reader.ts';
import { directionsTyped } from './typed.ts';
import type { DirectionEffect, TypedForm, Verb } from './verb.ts';

interface OnDirections {
  /** For the reference and for editors. */
  description: string;
  effect: DirectionEffect;
  /** Which directions fit: `open`. */
  fitWords: string;
  /** Of one that does not: what it is, why if no step has touched it, and what to do. */
  misfit: { text: string; untouched?: string; fix: string };
  /** At the prompt. */
  summary: string;
  /** Which it means at the prompt where none is named. Absent: one must be. */
  byDefault?: 'all';
  /** Whether it closes them. */
  closes: boolean;
}

type OnDirectionsVerb<N extends string> = Verb<
  { verb: N; directions: DirectionName[] },
  ReturnType<typeof directionForm>
>;

export function onDirections<const N extends string>(
  name: N,
  { description, effect, fitWords, misfit, summary, byDefault, closes }: OnDirections,
): OnDirectionsVerb<N> {
  return {
    name,
    form: directionForm(description, [BOTH_WAYS, ONE_WAY]),
    directions: effect,
    changes: ['links'],
    changesLinks: 'named',
    relays: true,
    expand(scenario, input, written) {
      const { linkStates } = scenario;
      const { path, atMs, step } = input;
      const moment = formatDuration(atMs);
      const reader = new DirectionReader(scenario, input, {
        fits: (way) => linkStates.isInDoubt(way) || effect.fits(linkStates, way),
        fitWords: `${fitWords} at ${moment}`,
        misfit: (way, bothWays) => ({
          text: `${nameOf(scenario, way, bothWays)} ${misfit.text} at ${moment}: ${linkStates.history(way) ?? misfit.untouched ?? ''}`,
          fix: misfit.fix,
        }),
      });
      reader.read([...path, name], written);
      const result = reader.result();
      if (result === null) return null;
      for (const way of result.ways) effect.apply(linkStates, way, atMs, step);
      return { verb: name, directions: result.directions };
    },
    text: ({ directions }) => `${name} ${directionListText(directions)}`,
    written: ({ directions }, writer) => ({ [name]: writer.directions(directions) }),
    typed: typedForm(name, summary, byDefault),
    takesAway: ({ directions }) =>
      closes
        ? { words: `${name} of ${directionListText(directions)}`, what: 'directions', directions }
        : null,
  };
}

function typedForm(name: string, summary: string, byDefault: 'all' | undefined): TypedForm {
  return {
    usage: `${name} n1 n2`,
    summary,
    read: (rest) => {
      const directions = rest === '' && byDefault !== undefined ? byDefault : directionsTyped(rest);
      return directions === null ? null : { [name]: directions };
    },
  };
}

function nameOf(scenario: ScenarioState, [from, to]: DirectedPair, bothWays: boolean): string {
  return scenario.name(from) + (bothWays ? '–' : '→') + scenario.name(to);
}
