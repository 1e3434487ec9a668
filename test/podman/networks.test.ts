import { describeNetworks } from '../docker/networks-suite.ts';
import { describePodman } from './engine.ts';

describePodman('the networks of Podman', describeNetworks);
