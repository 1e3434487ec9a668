/**
 * Which moment is looked at: the newest, with the newest message, until the reader chooses another.
 */

import type { PageContext, PageState } from '../model/context.ts';

/** A message is shown for that long at the least, where many come. */
const LEAST_MS = 500;

export interface Following {
  isOn: boolean;
  /** Goes to the newest, and stays with it. */
  resume(): void;
  /** Something was added. */
  changed(): void;
}

/** From now on, showing a moment or a message by `context.show` ends it. */
export function following(context: PageContext): Following {
  const show = context.show;
  let changedMs = -Infinity;
  context.show = (change: Partial<PageState>) => {
    if (change.atMs !== undefined || change.message !== undefined) state.isOn = false;
    show(change);
  };
  const state: Following = {
    isOn: true,
    resume() {
      state.isOn = true;
      changedMs = -Infinity;
      state.changed();
    },
    changed() {
      if (!state.isOn) return show({});
      const { model, look } = context;
      const newest = model.messages.at(-1)?.id ?? null;
      const isDue = newest !== look.message && performance.now() - changedMs >= LEAST_MS;
      if (isDue) changedMs = performance.now();
      show({ atMs: model.toMs, ...(isDue ? { message: newest } : {}) });
    },
  };
  return state;
}
