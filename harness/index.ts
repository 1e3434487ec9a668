/**
 * The library: a mesh in your own hands (`Mesh`), or a topology run from its file (`runTopology`); judged and reported
 * as the command line does.
 */

export type { CheckName, CheckResult, Finding, Verdict, Word } from './check/explain/finding.ts';
export { MeshbedError, type Problem, TopologyError } from './common/errors.ts';
export { VERSION } from './common/version.ts';
export { readJournal } from './journal/read.ts';
export type { JournalRecord } from './journal/record.ts';
export { NotSeenError } from './mesh/errors.ts';
export { Mesh, type Message } from './mesh/mesh.ts';
export type { Receipt } from './mesh/message.ts';
export type { MeshNode } from './mesh/node.ts';
export type { Notice } from './mesh/notices.ts';
export type { MeshOptions } from './mesh/options.ts';
export type { RuntimeSource, WhichRuntime } from './mesh/start.ts';
export type * from './mesh/written.ts';
export { writeReports } from './report/files.ts';
export { resultJson } from './report/json.ts';
export { junitXml } from './report/junit.ts';
export { judgeRecords } from './report/outcome.ts';
export type { Figures, RunResult } from './report/result.ts';
export { summaryMarkdown } from './report/summary.ts';
export { reportText } from './report/text.ts';
export { Pool, type PoolOptions } from './runtime/pool.ts';
export type { Runtime, RuntimeName } from './runtime/port/port.ts';
export { type RunOptions, type RunProgress, runTopology } from './scenario/run.ts';
export { StepError, type WrittenStep } from './topology/live-steps.ts';
export { loadTopology, matrixCells, parseTopology, topologyFromObject } from './topology/load.ts';
export type { Setting } from './topology/settings.ts';
export type { Step, Topology } from './topology/topology.ts';
