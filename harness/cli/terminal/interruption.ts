/**
 * Ctrl-C. While a run holds on, the first asks it to end: nodes are stopped, the report is partial, the exit code 130.
 * The second leaves at once, and the guardian removes what is left. When nothing holds on, the first leaves.
 */

import { EXIT } from '../../common/errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to the whole group and npm sends it on: two signals, one wish. */
const ONE_WISH_MS = 400;

type Source = Pick<NodeJS.Process, 'on' | 'off'>;

export interface Interruption extends Disposable {
  signal: AbortSignal;
  /** Until it is disposed of, there is something to end before leaving. */
  hold(): Disposable;
}

export function listenForInterruption(
  source: Source,
  leave: (exitCode: number) => void,
  now: () => number = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let holders = 0;
  let firstMs = -Infinity;
  const onSignal = () => {
    if (holders === 0 || (controller.signal.aborted && now() - firstMs > ONE_WISH_MS)) {
      leave(EXIT.interrupted);
    } else if (!controller.signal.aborted) {
      firstMs = now();
      controller.abort();
    }
  };
  for (const name of SIGNALS) source.on(name, onSignal);
  return {
    signal: controller.signal,
    hold() {
      holders++;
      return { [Symbol.dispose]: () => void holders-- };
    },
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) source.off(name, onSignal);
    },
  };
}
