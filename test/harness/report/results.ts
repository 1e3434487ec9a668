/**
 * Results made by hand: a ring on which everything went well, and ways to make things go wrong on it.
 */

import type { CheckName, CheckResult, Finding } from '../../../harness/check/explain/finding.ts';
import type { RunResult } from '../../../harness/report/result.ts';

export function aCheck(check: CheckName, parts: Partial<CheckResult> = {}): CheckResult {
  const findings = parts.findings ?? [];
  const failed = findings.some((finding) => finding.verdict === 'failed');
  const verdict = failed ? 'failed' : findings.length > 0 ? 'inconclusive' : 'passed';
  return {
    check,
    asked: true,
    verdict,
    obligations: 0,
    pending: 0,
    pendingUntilMs: 0,
    figures: {},
    ...parts,
    findings,
  };
}

export function aLoss(parts: Partial<Finding> = {}): Finding {
  return {
    word: 'lost',
    verdict: 'failed',
    atMs: 2104.25,
    node: 'n7',
    message: 'n1/1/3',
    text: 'n7 never got n1/1/3: n1 injected it at 1.003 s, and n1, n8 and n7 were up and linked from then on (2 links), so it had to reach n7 by 2.104 s. n6 and n8 had it.',
    cause: ['n6 and n8 never sent it to n7.'],
    evidence: [123, 140],
    ...parts,
  };
}

export function aPassedRing(parts: Partial<RunResult> = {}): RunResult {
  return {
    name: 'ring',
    file: 'examples/ring.yaml',
    run: 'k3x9',
    seed: 42,
    runtime: 'docker',
    verdict: 'passed',
    end: 'decided',
    endText: 'everything was decided and the mesh stayed quiet',
    checks: [
      aCheck('delivery', { obligations: 108 }),
      aCheck('duplicates', { obligations: 120, asked: false }),
      aCheck('conduct', { obligations: 12, asked: false }),
      aCheck('keepalive', {
        obligations: 24,
        figures: { 'deaths detected': 2, 'slowest detection ms': 1834 },
      }),
    ],
    halfway: [],
    figures: {
      nodes: 10,
      links: 10,
      messages: 12,
      deliveries: 108,
      latencyP50Ms: 0.94,
      latencyP99Ms: 3.14,
      latencyMaxMs: 12.3,
      copiesPerDelivery: 1.25,
      unreachable: 0,
      startMs: 2112,
      scenarioMs: 12_345,
      journalRecords: 431,
    },
    warmUp: { forMs: 250, met: 20, possible: 20, end: 'settled' },
    ...parts,
  };
}

export function aFailedRing(findings: Finding[], parts: Partial<RunResult> = {}): RunResult {
  return aPassedRing({
    verdict: 'failed',
    checks: [
      aCheck('delivery', { obligations: 108, findings }),
      aCheck('conduct', { obligations: 12, asked: false }),
    ],
    out: '/tmp/meshbed-x',
    ...parts,
  });
}
