import { describeEngine } from './engine.ts';
import { describeGiven } from './given-suite.ts';

describeEngine('what containers are given', describeGiven);
