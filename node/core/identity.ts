/**
 * Who a peer is.
 */
import { defineFields, Row, type RowArena } from './rows.ts';

export class Identity extends Row {
  /** 48 bits; see docs/wire-format.md for how a name becomes one. */
  declare readonly id: number;
  /** 48 bits; higher with each start. */
  declare readonly boot: number;

  static {
    defineFields(Identity.prototype, { id: 'f64', boot: 'f64' });
  }

  /** UTF-8, at most 32 bytes; carried for people. */
  readonly name: Uint8Array;

  constructor({ id, boot, name }: { id: number; boot: number; name: Uint8Array }, rows?: RowArena) {
    super(rows, 2);
    this.id = id;
    this.boot = boot;
    this.name = name;
  }
}
