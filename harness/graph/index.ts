/**
 * The formats in which a topology can be written down as a graph. Adding one is adding a file and a line.
 */

import { dot } from './dot.ts';
import type { GraphFormat } from './format.ts';
import { graphml } from './graphml.ts';
import { mermaid } from './mermaid.ts';
import { svg } from './svg.ts';

export const GRAPH_FORMATS: readonly GraphFormat[] = [mermaid, dot, graphml, svg];
