/**
 * The mutant: our own peer, with the bug in it that `peer: { bug: … }` of the topology names. Without one it is the peer.
 */

import { speakOnStdio } from '../../node/contract/stdio.ts';
import type { EventBody } from '../../node/contract/types.ts';
import { BUGS } from './bugs/index.ts';
import { MutantSession } from './tap.ts';

speakOnStdio<EventBody>(4 * 1024 * 1024, (sink, exit) => new MutantSession(BUGS, sink, exit));
