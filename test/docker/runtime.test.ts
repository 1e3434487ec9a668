import { describeRuntime } from '../harness/runtime/contract-suite.ts';
import { describeEngine } from './engine.ts';
import { dockerSubject } from './subject.ts';

describeEngine('the runtime docker', (engine) => describeRuntime('docker', dockerSubject(engine)));
