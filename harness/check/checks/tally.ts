/**
 * What every check counts while it judges: obligations, those still open, findings, figures.
 */

import type { CheckName, CheckResult, Finding, Verdict } from '../explain/finding.ts';

export class Tally {
  private obligations = 0;
  private pending = 0;
  private pendingUntilMs = -Infinity;
  private readonly findings: Finding[] = [];
  readonly untilMs: number;

  constructor(untilMs: number) {
    this.untilMs = untilMs;
  }

  /** How much of what was owed is decided so far, and how much is not. */
  get judged(): number {
    return this.obligations;
  }

  get open(): number {
    return this.pending;
  }

  /** Something that was owed, and is decided now. */
  owed(count = 1): void {
    this.obligations += count;
  }

  /**
   * True when what is due at `dueMs` cannot be judged yet; it is then counted as pending. Otherwise it is
   * counted as an obligation, and the caller judges it.
   */
  waitsFor(dueMs: number): boolean {
    if (dueMs > this.untilMs) {
      this.pending++;
      this.pendingUntilMs = Math.max(this.pendingUntilMs, dueMs);
      return true;
    }
    this.owed();
    return false;
  }

  find(finding: Finding): void {
    this.findings.push(finding);
  }

  result(check: CheckName, asked: boolean, figures: Record<string, number> = {}): CheckResult {
    const { obligations, pending, pendingUntilMs } = this;
    const findings = [...this.findings].sort((a, b) => a.atMs - b.atMs);
    if (asked && obligations === 0 && findings.length === 0) {
      findings.push(testedNothing(check, this.untilMs, pending > 0));
    }
    return {
      check,
      asked,
      verdict: verdictOfFindings(findings),
      obligations,
      pending,
      pendingUntilMs,
      findings,
      figures,
    };
  }
}

/** One unexcused failure makes it failed; otherwise one inconclusive item makes it inconclusive. */
export function verdictOfFindings(items: readonly { verdict: Verdict }[]): Verdict {
  if (items.some((item) => item.verdict === 'failed')) return 'failed';
  if (items.some((item) => item.verdict === 'inconclusive')) return 'inconclusive';
  return 'passed';
}

function testedNothing(check: CheckName, atMs: number, tooSoon: boolean): Finding {
  return {
    word: 'tested nothing',
    verdict: 'inconclusive',
    atMs,
    text: `\`${check}\` was asked for, and nothing in this run could have failed it.`,
    cause: [tooSoon ? TOO_SOON : WHY_NOTHING[check]],
    evidence: [1],
  };
}

const TOO_SOON = 'What was owed was not due yet: judge later, or allow less time.';

const WHY_NOTHING: Record<CheckName, string> = {
  delivery:
    'No message was owed to anyone: no injection was followed by `within` of undisturbed path to another node.',
  duplicates: 'No message was delivered.',
  integrity: 'No message was injected.',
  conduct: 'No node was given a command.',
  keepalive: 'No two linked nodes ran, or were apart, for as long as `detect`, `recover` and `tolerate` ask.',
  traffic: 'No node that delivered a message reported `data.received` in its `stats`.',
  memory: 'No program was seen whose memory could be measured: that needs Linux, and nodes on this machine.',
  isolation: 'No message was delivered.',
  latency: 'No message was delivered.',
};
