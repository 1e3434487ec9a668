import { describeKilled } from '../docker/killed-suite.ts';
import { describePodman } from './engine.ts';

describePodman('a harness that is killed leaves nothing on Podman', describeKilled);
