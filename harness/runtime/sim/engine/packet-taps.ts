/**
 * Who listens in on what comes to a node's machine. Nobody does, nearly always.
 */
type Hear = (bytes: Uint8Array) => void;

export class PacketTaps {
  #all: readonly { node: number; hear: Hear }[] = [];

  /** Until what it returns is called. */
  listen(node: number, hear: Hear): () => void {
    const ear = { node, hear };
    this.#all = [...this.#all, ear];
    return () => {
      this.#all = this.#all.filter((each) => each !== ear);
    };
  }

  /** Something has come to a node. The bytes are valid during the call only. */
  tell(node: number, bytes: Uint8Array): void {
    if (this.#all.length === 0) return;
    for (const ear of this.#all) if (ear.node === node) ear.hear(bytes);
  }
}
