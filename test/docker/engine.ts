/**
 * For all tests that need an engine. Without one they are skipped, and say why; where MESHBED_REQUIRE_ENGINE
 * is set, they fail instead, so that a machine which should have an engine cannot pass by having none.
 */

import { describe, test } from 'vitest';

import { type Engine, findEngine } from '../../harness/engine/find.ts';

const found = await findEngine();

/** The engine; null where there is none. */
export const engine: Engine | null = 'docker' in found ? found : null;

/** Like `describe`, for tests that need the engine. */
export function describeEngine(name: string, body: (engine: Engine) => void | Promise<void>): void {
  if ('docker' in found) {
    describe(name, () => body(found));
    return;
  }
  const reason = `${found.reason} ${found.fix}`;
  if (process.env.MESHBED_REQUIRE_ENGINE) {
    test(`${name}: an engine is required`, () => {
      throw new Error(reason);
    });
  } else {
    test.skip(`${name}: skipped. ${reason}`, () => {});
  }
}
