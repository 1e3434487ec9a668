/**
 * The moment that is looked at: a slider over one message's spread or over the whole run, and a button that plays it.
 */

import { plural, secondsText } from '../../harness/common/wording.ts';
import { durationText } from '../../harness/report/phrases.ts';
import type { PageContext, PageState, PageView } from '../model/context.ts';
import type { RunModel } from '../model/run-model.ts';
import { type MessageHops, spreadOf } from '../model/spread.ts';
import { button, fill, h } from './dom.ts';

const PLAY_MESSAGE_MS = 4000;
const PLAY_RUN_MS = 15_000;
const STEPS = 1000;
/** A list of more helps nobody; the table of messages has them all. */
const MOST_LISTED = 500;

export function playerView(context: PageContext): PageView {
  return new Player(context);
}

class Player implements PageView {
  readonly element: HTMLElement;
  private readonly context: PageContext;
  /** Of the message that is looked at. */
  private spread: MessageHops | null = null;
  /** The slider spans the whole run, and not one message. */
  private whole = false;
  /** The frame that is asked for; 0 while nothing plays. */
  private playing = 0;
  /** The message for which the list was made. */
  private listed: string | null | undefined;

  private readonly messages = h('select', {
    id: 'message',
    on: { change: () => this.choose(this.messages.value) },
  });
  private readonly slider = h('input', {
    type: 'range',
    min: 0,
    max: STEPS,
    value: 0,
    'aria-label': 'Moment',
    on: { input: () => this.seek(Number(this.slider.value)) },
  });
  private readonly play = button('▶ Play', () => (this.playing === 0 ? this.begin() : this.stop()), {
    class: 'play',
  });
  private readonly now = h('output', { class: 'now' });
  private readonly said = h('p', { class: 'spread', 'aria-live': 'polite' });
  private readonly scopes = (['message', 'run'] as const).map((name) =>
    button(name === 'run' ? 'Whole run' : 'This message', () => this.scope(name === 'run'), {
      'aria-pressed': String(name === 'message'),
    }),
  );

  constructor(context: PageContext) {
    this.context = context;
    this.element = h(
      'div',
      { class: 'player' },
      h(
        'div',
        { class: 'bar' },
        h('label', { for: 'message' }, 'Message'),
        this.messages,
        h('span', { class: 'segmented', role: 'group', 'aria-label': 'Span of the slider' }, ...this.scopes),
      ),
      h('div', { class: 'bar' }, this.play, this.slider, this.now),
      this.said,
    );
  }

  look(look: PageState): void {
    const message = look.message === null ? undefined : this.context.model.message(look.message);
    this.spread = message === undefined ? null : spreadOf(message);
    if (this.listed !== look.message) {
      this.listed = look.message;
      this.list();
    }
    this.place(look);
    fill(this.said, ...this.saidOf(look));
  }

  refresh(): void {
    this.spread = null;
    this.listed = undefined;
    this.look(this.context.look);
  }

  /** What the slider spans; one message's spread, or null for the whole run. */
  private spanned(): MessageHops | null {
    return this.whole ? null : this.spread;
  }

  private span(): { fromMs: number; toMs: number } {
    const { fromMs, toMs } = this.context.model;
    return this.spanned() ?? { fromMs: Math.max(fromMs, -0.05 * toMs), toMs: Math.max(toMs, 1) };
  }

  private choose(id: string): void {
    const message = this.context.model.message(id);
    if (message === undefined) return;
    this.context.show({ message: id, atMs: spreadOf(message).toMs });
  }

  private scope(run: boolean): void {
    this.whole = run;
    this.scopes[0]?.setAttribute('aria-pressed', String(!run));
    this.scopes[1]?.setAttribute('aria-pressed', String(run));
    this.place(this.context.look);
  }

  private seek(step: number): void {
    const { fromMs, toMs } = this.span();
    this.context.show({ atMs: fromMs + ((toMs - fromMs) * step) / STEPS });
  }

  private begin(): void {
    const { fromMs, toMs } = this.span();
    const lengthMs = this.spanned() === null ? PLAY_RUN_MS : PLAY_MESSAGE_MS;
    const { atMs } = this.context.look;
    const done = atMs >= toMs || atMs < fromMs ? 0 : (atMs - fromMs) / (toMs - fromMs);
    const startedMs = performance.now() - done * lengthMs;
    this.play.textContent = '❚❚ Pause';
    const tick = () => {
      const share = Math.min(1, (performance.now() - startedMs) / lengthMs);
      this.context.show({ atMs: fromMs + (toMs - fromMs) * share });
      if (share < 1) this.playing = requestAnimationFrame(tick);
      else this.stop();
    };
    this.playing = requestAnimationFrame(tick);
  }

  private stop(): void {
    cancelAnimationFrame(this.playing);
    this.playing = 0;
    this.play.textContent = '▶ Play';
  }

  private place({ atMs }: PageState): void {
    const { fromMs, toMs } = this.span();
    this.slider.value = String(Math.round((STEPS * (atMs - fromMs)) / (toMs - fromMs)));
    this.slider.setAttribute('aria-valuetext', secondsText(atMs));
    const spanned = this.spanned();
    this.now.textContent =
      spanned === null ? secondsText(atMs) : `${secondsText(atMs)}  (${sign(atMs - spanned.message.atMs)})`;
  }

  private saidOf({ atMs }: PageState): (Node | string)[] {
    const { model, result } = this.context;
    if (this.spread !== null)
      return [h('b', {}, this.spread.message.id), ` ${reached(model, this.spread, atMs)}`];
    if (model.messages.length > 0) return ['Choose a message to see how it spread.'];
    return [result === null ? 'No message yet.' : 'No message was injected in this run.'];
  }

  private list(): void {
    // Of a run that goes on, the newest matter; and a list that somebody has open must not change.
    const goesOn = this.context.result === null;
    if (document.activeElement === this.messages && goesOn) return;
    const { model, look } = this.context;
    const shown = goesOn ? model.messages.slice(-MOST_LISTED) : model.messages.slice(0, MOST_LISTED);
    const chosen = look.message;
    if (chosen !== null && !shown.some(({ id }) => id === chosen)) {
      const message = model.message(chosen);
      if (message !== undefined) shown.push(message);
    }
    const options = shown.map(({ id, origin, atMs }) => {
      const name = origin === null ? 'nobody' : (model.nodes[origin]?.name ?? '');
      return h('option', { value: id, selected: id === chosen }, `${id} — ${name}, ${secondsText(atMs)}`);
    });
    fill(this.messages, ...options);
    this.messages.disabled = options.length === 0;
  }
}

/** From whom a message came, whom it has reached by that moment, and how long it took to the last. */
function reached(model: RunModel, { message, first }: MessageHops, atMs: number): string {
  const count = first.filter((delivery) => delivery.atMs <= atMs && delivery.node !== message.origin).length;
  const others = model.nodes.length - 1;
  const from = message.origin === null ? 'from nobody' : `from ${model.nodes[message.origin]?.name}`;
  const lastMs = first.at(-1)?.atMs;
  const took =
    lastMs === undefined
      ? ''
      : `; the last of ${first.length} after ${durationText(Math.max(0, lastMs - message.atMs))}`;
  return `${from} at ${secondsText(message.atMs)}: has reached ${count} of ${plural(others, 'other')}${took}`;
}

function sign(ms: number): string {
  return `${ms < 0 ? '−' : '+'}${durationText(Math.abs(ms))}`;
}
