/**
 * What is done to the mesh from this page, and what came of it, said where it is seen.
 */

import { button, fill, h } from '../view/dom.ts';
import { act, Refused } from './server.ts';

/** What went well needs no reading. */
const SHOWN_MS = 5000;

export interface Acting {
  element: HTMLElement;
  /** Resolves with whether it was taken. `what` is said of it. */
  act(how: { step: object } | { line: string }, what: string): Promise<boolean>;
  say(text: string): void;
}

export function acting(): Acting {
  const text = h('div', { role: 'status', class: 'said' });
  const element = h(
    'div',
    { class: 'answer', hidden: true },
    text,
    button('Close', hide, { class: 'small' }),
  );
  let timer = 0;

  function hide(): void {
    element.hidden = true;
  }

  function show(kind: 'done' | 'refused', ...parts: (Node | string)[]): void {
    clearTimeout(timer);
    element.className = `answer ${kind}`;
    element.hidden = false;
    fill(text, ...parts);
    if (kind === 'done') timer = setTimeout(hide, SHOWN_MS);
  }

  return {
    element,
    say: (said) => show('done', said),
    async act(how, what) {
      try {
        const state = await act(how);
        show('done', h('b', {}, state === 'done' ? '✓ ' : '… '), `${what}: ${state}`);
        return true;
      } catch (error) {
        const fix = error instanceof Refused && error.fix !== '' ? h('div', {}, `Fix: ${error.fix}`) : '';
        const why = error instanceof Error ? error.message : String(error);
        show('refused', h('b', {}, '✕ '), `${what}: ${why}`, fix);
        return false;
      }
    },
  };
}
