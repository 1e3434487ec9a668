export const JOURNAL_FILE = 'journal.ndjson';

/** What was done to a mesh that was held, as a topology file. */
export const SCENARIO_FILE = 'scenario.yaml';

export const RESULT_FILE = 'result.json';

/** What `files.ts` writes, in the order in which a reader wants it. */
export const REPORT_FILES = ['report.html', 'summary.md', 'junit.xml', RESULT_FILE] as const;
