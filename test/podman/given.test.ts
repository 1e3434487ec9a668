import { describeGiven } from '../docker/given-suite.ts';
import { describePodman } from './engine.ts';

describePodman('what containers are given, on Podman', describeGiven);
