import { describe, expect, it } from 'vitest';
import { MeshbedError } from '../../../harness/common/errors.ts';
import { parseJournal, readJournal } from '../../../harness/journal/read.ts';
import { judgeRecords } from '../../../harness/report/outcome.ts';
import { trace } from '../check/trace.ts';

const records = trace('a-b', '1000 inject a m\n1001 deliver b m\n9000 end');
const lines = records.map((record) => JSON.stringify(record));
const whole = `${lines.join('\n')}\n`;

/** What is said of a journal with that text in line `line`. */
function saidOf(line: number, text: string): string {
  const changed = lines.toSpliced(line - 1, 1, text);
  try {
    parseJournal(`${changed.join('\n')}\n`, 'j.ndjson');
  } catch (error) {
    if (error instanceof MeshbedError) return `${error.exitCode} ${error.message} | ${error.fix}`;
    throw error;
  }
  return 'nothing';
}

describe('a journal', () => {
  it('comes back as it was written', () => {
    expect(parseJournal(whole, 'j')).toMatchObject({ records, cut: null });
  });

  it('whose last line lacks only its line break is whole', () => {
    expect(parseJournal(whole.trimEnd(), 'j').cut).toBeNull();
  });

  it('may hold records of types that are not known yet', () => {
    expect(saidOf(4, '{"type":"tomorrow","at":3}')).toBe('nothing');
  });
});

describe('a journal that was cut off', () => {
  it('in a line is read up to the line before, and says where it breaks off', () => {
    const { records: read, cut } = parseJournal(whole.slice(0, -20), 'j');
    expect(read).toEqual(records.slice(0, -1));
    expect(cut).toEqual({
      line: lines.length,
      text: expect.stringMatching(
        /^the journal breaks off in line \d+ \([\d.]+ s\), before the run had ended$/,
      ),
    });
  });

  it('between lines ends after the last of them', () => {
    const { cut } = parseJournal(`${lines.slice(0, 3).join('\n')}\n`, 'j');
    expect(cut).toMatchObject({ line: 3, text: expect.stringContaining('ends after line 3') });
  });

  it('after its header is still a run, of which nothing is known', () => {
    const { records: read, cut } = parseJournal(`${lines[0]}\n`, 'j');
    expect(judgeRecords(read, { cut })).toMatchObject({
      verdict: 'inconclusive',
      end: 'cut',
      endText: 'the journal ends after line 1, before the run had ended',
    });
  });

  it('passes at no point, and convicts of nothing that the missing lines may have told', () => {
    for (let length = 1; length < lines.length; length++) {
      const { records: read, cut } = parseJournal(`${lines.slice(0, length).join('\n')}\n`, 'j');
      expect(judgeRecords(read, { cut }).verdict, `of ${length} lines`).toBe('inconclusive');
    }
  });

  it('still convicts of what is certain', () => {
    const lost = trace('a-b', '1000 inject a m\n9000 stats a data.sent=1').map((record) =>
      JSON.stringify(record),
    );
    const { records: read, cut } = parseJournal(`${lost.join('\n')}\n`, 'j');
    expect(judgeRecords(read, { cut })).toMatchObject({ verdict: 'failed', end: 'cut' });
  });
});

describe('what is refused, with its line', () => {
  it('is a journal from a newer version, whatever else is in it', () => {
    const header = JSON.stringify({ type: 'header', journal: 9, meshbed: '7.1.0' });
    expect(saidOf(1, header)).toBe(
      '2 j.ndjson is of version 9, written by meshbed 7.1.0; this one reads up to version 1 | Use meshbed 7.1.0 or newer.',
    );
  });

  it.each([
    [1, '{"type":"start"}', 'line 1 is no header'],
    [1, '<html>', 'line 1 is no header'],
    [1, '{"type":"header","journal":1}', 'j.ndjson:1 is a header without a proper `run`'],
    [3, '{"type":"sta', 'j.ndjson:3 is no JSON'],
    [3, '', 'j.ndjson:3 is no JSON'],
    [3, '42', 'j.ndjson:3 is no record'],
    [3, '{"at":3}', 'j.ndjson:3 has no type'],
    [
      3,
      '{"type":"start","phase":"sent","node":"a","boot":1}',
      'j.ndjson:3 is a record `start` without a proper `at`',
    ],
    [
      3,
      '{"type":"event","at":1,"err":0,"node":"a","boot":1,"event":{}}',
      'j.ndjson:3 is an event without a type',
    ],
    [3, '{"type":"constructor"}', 'j.ndjson:3 is a record `constructor` without a proper `at`'],
    [3, lines[0] ?? '', 'j.ndjson:3 is a second header'],
  ])('is line %i %j', (line, text, said) => {
    expect(saidOf(line, text)).toContain(said);
  });

  it('are at most five lines, and how many more', () => {
    const text = [lines[0], ...Array.from({ length: 8 }, () => '?'), lines.at(-1)].join('\n');
    expect(() => parseJournal(`${text}\n`, 'j')).toThrow(/^j:2 is no JSON\n(.*\n){4}and 3 more lines$/);
  });

  it('is a file that is not there', async () => {
    await expect(readJournal('no/such/journal.ndjson')).rejects.toMatchObject({
      code: 'JOURNAL_UNREADABLE',
      exitCode: 2,
    });
  });
});
