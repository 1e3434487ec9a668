import { describeRelays } from '../harness/runtime/relay-suite.ts';
import { describeEngine } from './engine.ts';
import { dockerSubject } from './subject.ts';

describeEngine('the runtime docker', (engine) => describeRelays('docker', dockerSubject(engine)));
