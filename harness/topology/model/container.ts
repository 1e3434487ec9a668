/**
 * What a node's container is given beyond the little that all have (`runtime/docker/spec.ts`).
 */

/** What is absent is as for all. */
export interface ContainerOptions {
  memoryBytes?: number;
  /** Processors: 0.5 is half of one. */
  cpus?: number;
  /** Without their `CAP_`. */
  capabilities?: string[];
  /** Paths of devices on the engine's machine, and in the container. */
  devices?: string[];
  /** By path: bytes. */
  tmpfs?: Record<string, number>;
  /** By path in the container: the file on this machine. */
  files?: Record<string, string>;
  /** A name or a number, with a group or not. */
  user?: string;
  sysctls?: Record<string, string>;
  /** What stands before `command`; `image`: the image's own entry point. Absent: nothing does. */
  entrypoint?: string[] | 'image';
}
