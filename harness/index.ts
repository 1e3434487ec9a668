/**
 * The library: load a topology, run it, judge it, report it. What the command line does, for programs.
 */

export type { CheckName, CheckResult, Finding, Verdict, Word } from './check/types.ts';
export { MeshbedError, type Problem, TopologyError } from './errors.ts';
export { readJournal } from './journal/read.ts';
export { writeReports } from './report/files.ts';
export { resultJson } from './report/json.ts';
export { junitXml } from './report/junit.ts';
export { resultOf } from './report/outcome.ts';
export type { Figures, RunResult } from './report/result.ts';
export { summaryMarkdown } from './report/summary.ts';
export { reportText } from './report/text.ts';
export type { Runtime, RuntimeName } from './runtime/port.ts';
export { type RunOptions, type RunProgress, runTopology } from './scenario/run.ts';
export { loadTopology, parseTopology, topologyFromObject } from './topology/load.ts';
export type { Topology } from './topology/types.ts';
export { VERSION } from './version.ts';
