import { describeContainers } from '../docker/containers-suite.ts';
import { describePodman } from './engine.ts';

describePodman('what only containers do, on Podman', describeContainers);
