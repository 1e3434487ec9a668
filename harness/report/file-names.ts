/** What `files.ts` writes, in the order in which a reader wants it. */
export const REPORT_FILES = ['report.html', 'summary.md', 'junit.xml', 'result.json'] as const;
