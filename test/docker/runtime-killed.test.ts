import { describeEngine } from './engine.ts';
import { describeKilled } from './killed-suite.ts';

describeEngine('a harness that is killed leaves nothing on the engine', describeKilled);
