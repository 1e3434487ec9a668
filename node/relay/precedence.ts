/**
 * Who carries what others send runs before them: whatever they wait for, they wait for it too. It matters where a machine has more to do
 * than it can.
 */
import { writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of Linux: from -20, before all others, to 19. */
const PRECEDENCE = -15;

/** For this thread. Where the system does not let us, we are as all others. */
export function takePrecedence(): void {
  try {
    // A thread's own counts among those of its session, and a session's among others (sched(7), autogroups).
    setPriority(0, PRECEDENCE);
    writeFileSync('/proc/self/autogroup', `${PRECEDENCE}`);
  } catch {}
}
