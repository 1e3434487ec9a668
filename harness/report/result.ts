/**
 * The one result model: text, JSON, JUnit, Markdown and HTML are made from it.
 */

import type { CheckResult, Note, Verdict } from '../check/explain/finding.ts';
import type { EndReason, RecordOf } from '../journal/record.ts';
import type { RuntimeName } from '../runtime/port/port.ts';

export interface RunResult {
  name: string;
  /** The topology file, as the user named it; absent for a topology given as an object. */
  file?: string;
  /** Values that were set in place of those in the file: `links.loss=5%`. */
  set?: readonly string[];
  run: string;
  seed: number;
  runtime: RuntimeName;
  verdict: Verdict;
  /** Why the run ended; `cut`: the journal does not reach as far as this judgement needs. */
  end: EndReason | 'cut';
  endText: string;
  /** The checks of `expect`, over the whole run. */
  checks: CheckResult[];
  /** The checks of the `expect` steps, each on what had happened by then. */
  halfway: { atMs: number; checks: CheckResult[] }[];
  /** What nodes had that others have not, a sentence each: `n3 has NET_ADMIN`; absent where none had. */
  given?: string[];
  /** The same, where the runtime gives nothing of it. */
  notGiven?: string[];
  /** Faults that met nothing: what the run was not; absent where there is nothing to note. */
  notes?: Note[];
  figures: Figures;
  /** Between the last node being ready and the scenario's start; absent in journals that do not say. */
  warmUp?: Pick<RecordOf<'warm-up'>, 'forMs' | 'met' | 'possible' | 'end'>;
  /** Where the journal, the reports and the nodes' logs were written; absent when nowhere. */
  out?: string;
  /** What is in capture.pcapng there, and how many records are missing in it; absent where nothing was captured. */
  captured?: { datagrams: number; missing: number };
}

export interface Figures {
  nodes: number;
  links: number;
  messages: number;
  deliveries: number;
  /** From `injected` to `delivered`, over all deliveries. */
  latencyP50Ms: number;
  latencyP99Ms: number;
  latencyMaxMs: number;
  /** Data datagrams received for each delivery, duplicates included; null where no node counts them. */
  copiesPerDelivery: number | null;
  unreachable: number;
  /** By the runtime's clock: from the first start to the last node being ready, and from the scenario's start to its end. */
  startMs: number;
  scenarioMs: number;
  /** On a virtual clock: how long all of it really took. */
  realMs?: number;
  journalRecords: number;
}
