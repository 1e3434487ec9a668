/**
 * Takes apart the one stream in which an engine sends a container's stdout and stderr: frames of eight bytes
 * of head (stream, three zeros, length with the highest byte first) and a body. The Docker client's own copies
 * the rest of its buffer for every frame, which a flood of short lines makes very slow.
 */

const HEAD_BYTES = 8;
const STDERR = 2;

export class Demux {
  readonly #stdout: (bytes: Buffer) => void;
  readonly #stderr: (bytes: Buffer) => void;
  readonly #head = Buffer.alloc(HEAD_BYTES);
  #headBytes = 0;
  #bodyLeft = 0;

  constructor(stdout: (bytes: Buffer) => void, stderr: (bytes: Buffer) => void) {
    this.#stdout = stdout;
    this.#stderr = stderr;
  }

  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length; ) {
      if (this.#bodyLeft === 0) {
        const took = chunk.copy(this.#head, this.#headBytes, at, at + HEAD_BYTES - this.#headBytes);
        at += took;
        this.#headBytes += took;
        if (this.#headBytes < HEAD_BYTES) return;
        this.#headBytes = 0;
        this.#bodyLeft = this.#head.readUInt32BE(4);
      } else {
        const body = chunk.subarray(at, at + this.#bodyLeft);
        at += body.length;
        this.#bodyLeft -= body.length;
        if (this.#head[0] === STDERR) this.#stderr(body);
        else this.#stdout(body);
      }
    }
  }
}
