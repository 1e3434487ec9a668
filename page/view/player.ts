/**
 * The moment that is looked at: a slider over one message's spread or over the whole run, and a button that plays it.
 */

import { plural, seconds } from '../../harness/common/wording.ts';
import { duration } from '../../harness/report/phrases.ts';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import { type MessageHops, spreadOf } from '../model/spread.ts';
import { button, fill, h } from './dom.ts';

const PLAY_MESSAGE_MS = 4000;
const PLAY_RUN_MS = 15_000;
const STEPS = 1000;
/** A list of more helps nobody; the table of messages has them all. */
const MOST_LISTED = 500;

export function playerView(context: PageContext): PageView {
  let spread: MessageHops | null = null;
  let whole = false;
  let playing = 0;

  const messages = h('select', { id: 'message', on: { change: () => choose(messages.value) } });
  const slider = h('input', {
    type: 'range',
    min: 0,
    max: STEPS,
    value: 0,
    'aria-label': 'Moment',
    on: { input: () => seek(Number(slider.value)) },
  });
  const play = button('▶ Play', () => (playing === 0 ? begin() : stop()), { class: 'play' });
  const now = h('output', { class: 'now' });
  const said = h('p', { class: 'spread', 'aria-live': 'polite' });
  const scopes = (['message', 'run'] as const).map((name) =>
    button(name === 'run' ? 'Whole run' : 'This message', () => scope(name === 'run'), {
      'aria-pressed': String(name === 'message'),
    }),
  );
  const element = h(
    'div',
    { class: 'player' },
    h(
      'div',
      { class: 'bar' },
      h('label', { for: 'message' }, 'Message'),
      messages,
      h('span', { class: 'segmented', role: 'group', 'aria-label': 'Span of the slider' }, ...scopes),
    ),
    h('div', { class: 'bar' }, play, slider, now),
    said,
  );

  const span = () =>
    whole || spread === null
      ? {
          fromMs: Math.max(context.model.fromMs, -0.05 * context.model.toMs),
          toMs: Math.max(context.model.toMs, 1),
        }
      : spread;

  function choose(id: string): void {
    const message = context.model.message(id);
    if (message === undefined) return;
    context.show({ message: id, atMs: spreadOf(message).toMs });
  }

  function scope(run: boolean): void {
    whole = run;
    scopes[0]?.setAttribute('aria-pressed', String(!run));
    scopes[1]?.setAttribute('aria-pressed', String(run));
    place(context.look);
  }

  function seek(step: number): void {
    const { fromMs, toMs } = span();
    context.show({ atMs: fromMs + ((toMs - fromMs) * step) / STEPS });
  }

  function begin(): void {
    const { fromMs, toMs } = span();
    const lengthMs = whole || spread === null ? PLAY_RUN_MS : PLAY_MESSAGE_MS;
    const { atMs } = context.look;
    const done = atMs >= toMs || atMs < fromMs ? 0 : (atMs - fromMs) / (toMs - fromMs);
    const startedMs = performance.now() - done * lengthMs;
    play.textContent = '❚❚ Pause';
    const tick = () => {
      const share = Math.min(1, (performance.now() - startedMs) / lengthMs);
      context.show({ atMs: fromMs + (toMs - fromMs) * share });
      if (share < 1) playing = requestAnimationFrame(tick);
      else stop();
    };
    playing = requestAnimationFrame(tick);
  }

  function stop(): void {
    cancelAnimationFrame(playing);
    playing = 0;
    play.textContent = '▶ Play';
  }

  function place({ atMs }: PageState): void {
    const { fromMs, toMs } = span();
    slider.value = String(Math.round((STEPS * (atMs - fromMs)) / (toMs - fromMs)));
    slider.setAttribute('aria-valuetext', seconds(atMs));
    now.textContent =
      spread === null || whole ? seconds(atMs) : `${seconds(atMs)}  (${sign(atMs - spread.message.atMs)})`;
  }

  function say({ atMs }: PageState): void {
    if (spread === null) {
      fill(
        said,
        context.model.messages.length === 0
          ? context.result === null
            ? 'No message yet.'
            : 'No message was injected in this run.'
          : 'Choose a message to see how it spread.',
      );
      return;
    }
    const { message, first } = spread;
    const reached = first.filter(
      (delivery) => delivery.atMs <= atMs && delivery.node !== message.origin,
    ).length;
    const others = context.model.nodes.length - 1;
    const from =
      message.origin === null ? 'from nobody' : `from ${context.model.nodes[message.origin]?.name}`;
    const lastMs = first.at(-1)?.atMs;
    const took =
      lastMs === undefined
        ? ''
        : `; the last of ${first.length} after ${duration(Math.max(0, lastMs - message.atMs))}`;
    fill(
      said,
      h('b', {}, message.id),
      ` ${from} at ${seconds(message.atMs)}: has reached ${reached} of ${plural(others, 'other')}${took}`,
    );
  }

  function list(): void {
    // Of a run that goes on, the newest matter; and a list that somebody has open must not change.
    if (document.activeElement === messages && context.result === null) return;
    const { messages: all } = context.model;
    const shown = context.result === null ? all.slice(-MOST_LISTED) : all.slice(0, MOST_LISTED);
    const chosen = context.look.message;
    if (chosen !== null && !shown.some(({ id }) => id === chosen)) {
      const message = context.model.message(chosen);
      if (message !== undefined) shown.push(message);
    }
    const options = shown.map(({ id, origin, atMs }) => {
      const name = origin === null ? 'nobody' : (context.model.nodes[origin]?.name ?? '');
      return h('option', { value: id, selected: id === chosen }, `${id} — ${name}, ${seconds(atMs)}`);
    });
    fill(messages, ...options);
    messages.disabled = options.length === 0;
  }

  let listed: string | null | undefined;
  return {
    element,
    look(look) {
      const message = look.message === null ? undefined : context.model.message(look.message);
      spread = message === undefined ? null : spreadOf(message);
      if (listed !== look.message) {
        listed = look.message;
        list();
      }
      place(look);
      say(look);
    },
    refresh() {
      spread = null;
      listed = undefined;
      this.look?.(context.look);
    },
  };
}

function sign(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${duration(Math.abs(ms))}`;
}
