import { describeContainers } from './containers-suite.ts';
import { describeEngine } from './engine.ts';

describeEngine('what only containers do', describeContainers);
