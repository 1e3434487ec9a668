/**
 * `container` of nodes and programs as a file says it.
 */

import type { ContainerOptions } from '../model/container.ts';
import type { WrittenKeys } from '../text/source.ts';
import { formatSize } from '../text/units.ts';

export function writtenContainer(options: ContainerOptions | undefined): WrittenKeys {
  if (options === undefined) return {};
  const { memoryBytes, tmpfs, ...others } = options;
  const sizes = Object.entries(tmpfs ?? {}).map(([path, bytes]) => [path, formatSize(bytes)]);
  const container = {
    ...(memoryBytes === undefined ? {} : { memory: formatSize(memoryBytes) }),
    ...others,
    ...(tmpfs === undefined ? {} : { tmpfs: Object.fromEntries(sizes) }),
  };
  return { container };
}
