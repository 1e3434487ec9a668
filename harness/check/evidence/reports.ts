/**
 * What lives reported of other nodes. Where every node tells of all, these are nodes squared, so each is a row of numbers, and
 * an object only while the life that reported it is looked at.
 */

import type { Incarnation } from './incarnation.ts';
import type { NeighbourReport } from './said.ts';

/** Whom it is about and whether it is up, from when to when it was reported, the line, the reason. */
const COLUMNS = 5;

interface Rows {
  values: Float64Array;
  /** How many of the values are in use. */
  used: number;
}

type ByNeighbour = ReadonlyMap<string, readonly NeighbourReport[]>;

const NOTHING: ByNeighbour = new Map();

export class Reports {
  private readonly rows = new Map<Incarnation, Rows>();
  private readonly texts: string[] = [];
  private readonly numbers = new Map<string, number>();
  private opened: { rows: Rows; used: number; reports: ByNeighbour } | null = null;

  add(incarnation: Incarnation, neighbour: string, report: NeighbourReport): void {
    const rows = this.rows.get(incarnation) ?? { values: new Float64Array(8 * COLUMNS), used: 0 };
    this.rows.set(incarnation, rows);
    if (rows.used === rows.values.length) {
      const values = new Float64Array(2 * rows.values.length);
      values.set(rows.values);
      rows.values = values;
    }
    const { up, earliestMs, latestMs, line, reason } = report;
    const about = 2 * this.number(neighbour) + (up ? 1 : 0);
    rows.values.set([about, earliestMs, latestMs, line, this.number(reason)], rows.used);
    rows.used += COLUMNS;
  }

  /** In the life's own order, by whom they are about. */
  of(incarnation: Incarnation): ByNeighbour {
    const rows = this.rows.get(incarnation);
    if (rows === undefined) return NOTHING;
    if (this.opened?.rows !== rows || this.opened.used !== rows.used)
      this.opened = { rows, used: rows.used, reports: this.read(rows) };
    return this.opened.reports;
  }

  private read({ values, used }: Rows): ByNeighbour {
    const reports = new Map<string, NeighbourReport[]>();
    for (let at = 0; at < used; at += COLUMNS) {
      const about = values[at]!;
      const neighbour = this.texts[Math.floor(about / 2)]!;
      const report = {
        earliestMs: values[at + 1]!,
        latestMs: values[at + 2]!,
        line: values[at + 3]!,
        up: about % 2 === 1,
        reason: this.texts[values[at + 4]!]!,
      };
      const known = reports.get(neighbour);
      if (known) known.push(report);
      else reports.set(neighbour, [report]);
    }
    return reports;
  }

  private number(text: string): number {
    let number = this.numbers.get(text);
    if (number === undefined) {
      number = this.texts.length;
      this.texts.push(text);
      this.numbers.set(text, number);
    }
    return number;
  }
}
