/**
 * For the tests that run on Podman, at the socket that MESHBED_PODMAN names, beside those on the engine that is found
 * (`test/docker/`). Where it names none they are skipped, and say so; where MESHBED_REQUIRE_PODMAN is set, they fail instead.
 */

import { describe, test } from 'vitest';

import { type Engine, findEngine } from '../../harness/engine/find.ts';

const asked = process.env.MESHBED_PODMAN ?? '';
/** `vitest.config.ts` makes DOCKER_HOST say the same in these files, and in what they start. */
const found = asked === '' ? null : await findEngine();

/** Like `describe`, for tests that need Podman. */
export function describePodman(name: string, body: (engine: Engine) => void | Promise<void>): void {
  if (found !== null && 'docker' in found && found.name === 'Podman') {
    describe(name, () => body(found));
    return;
  }
  const reason = whyNot();
  if (process.env.MESHBED_REQUIRE_PODMAN) {
    test(`${name}: Podman is required`, () => {
      throw new Error(reason);
    });
  } else {
    test.skip(`${name}: skipped. ${reason}`, () => {});
  }
}

function whyNot(): string {
  if (found === null)
    return 'MESHBED_PODMAN names no socket. tools/engine/podman.sh starts a Podman and prints its own.';
  return 'docker' in found ? `At ${asked} is ${found.name}.` : found.reason;
}
