/**
 * Ctrl-C. The first asks the run to end: nodes are stopped, the report is partial, the exit code 130. The second
 * leaves at once; the guardian removes what is left.
 */

import { EXIT } from '../errors.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A terminal sends Ctrl-C to the whole group and npm sends it on: two signals, one wish. */
const ONE_WISH_MS = 400;

type Source = Pick<NodeJS.Process, 'on' | 'off'>;

export interface Interruption extends Disposable {
  signal: AbortSignal;
}

export function listenForInterruption(
  source: Source,
  leave: (exitCode: number) => void,
  note: (text: string) => void,
  now: () => number = () => performance.now(),
): Interruption {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    if (!controller.signal.aborted) {
      firstMs = now();
      note('interrupted: ending the nodes; once more to leave at once\n');
      controller.abort();
    } else if (now() - firstMs > ONE_WISH_MS) {
      leave(EXIT.interrupted);
    }
  };
  for (const name of SIGNALS) source.on(name, onSignal);
  return {
    signal: controller.signal,
    [Symbol.dispose]: () => {
      for (const name of SIGNALS) source.off(name, onSignal);
    },
  };
}
