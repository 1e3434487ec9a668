import { describeEngine } from './engine.ts';
import { describeNetworks } from './networks-suite.ts';

describeEngine('the networks of an engine', describeNetworks);
