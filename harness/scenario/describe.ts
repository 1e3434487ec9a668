/**
 * A step in a few words, for the journal, the progress view and the plan.
 */

import type { Step } from '../topology/types.ts';

export function describeStep(step: Step): string {
  switch (step.verb) {
    case 'inject': {
      const what = step.text === undefined ? `${step.bytes} B` : JSON.stringify(step.text);
      const many = step.count === 1 ? what : `${step.count} × ${what}, one every ${step.everyMs} ms`;
      return `inject ${many}, from ${some(step.from)}`;
    }
    case 'expect':
      return 'expect';
    default:
      return `${step.verb} ${some(step.nodes)}`;
  }
}

function some(nodes: readonly string[]): string {
  if (nodes.length <= 6) return nodes.join(', ');
  return `${nodes.slice(0, 3).join(', ')} … ${nodes.at(-1)} (${nodes.length} nodes)`;
}
