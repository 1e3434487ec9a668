import { describe } from 'vitest';
import { limitsOfThisMachine } from '../../../harness/runtime/process/fits.ts';
import { ProcessRuntime } from '../../../harness/runtime/process/runtime.ts';
import { FOR_REAL, tryExamples } from './examples.ts';

describe('examples, as processes', async () => {
  const { noNamespaces, hasIpv6 } = limitsOfThisMachine();
  const more = { routed: noNamespaces === null, ipv6: hasIpv6 };
  const those = (can: boolean) => Object.entries(more).flatMap(([name, it]) => (it === can ? [name] : []));
  await tryExamples(() => new ProcessRuntime(), [...FOR_REAL, ...those(true)], those(false));
});
