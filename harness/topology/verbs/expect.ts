/** `expect`: the checks that it names are judged on what had happened by this moment. */

import { expectOfStep } from '../expand/expect.ts';
import type { Expect } from '../model/types.ts';
import { expectTexts } from '../model/words.ts';
import { expectNow } from '../schema/expect.ts';
import type { Verb } from './verb.ts';

export const expect: Verb<{ verb: 'expect'; expect: Expect }, typeof expectNow> = {
  name: 'expect',
  form: expectNow,
  changes: [],
  keepsPaths: true,
  expand(scenario, { path }, written) {
    const checks = expectOfStep(scenario, [...path, 'expect'], written);
    return checks === null ? null : { verb: 'expect', expect: checks };
  },
  text: ({ expect }) => `expect ${expectTexts(expect).join('; ')}`,
  written: ({ expect }, writer) => ({ expect: writer.expect(expect) }),
};
