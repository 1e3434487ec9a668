/**
 * Mistakes, as changes to the text of the peer in Python, and the requirement that each of them breaks. Those of one group
 * do not get into each other's way, so that one walk tries all of them.
 */

import type { WalkTimeouts } from '../../../harness/conform/walk/walk.ts';

export interface Mistake {
  breaks: string;
  change: [from: string, to: string];
}

export interface Group {
  mistakes: Mistake[];
  patience?: Partial<WalkTimeouts>;
}

const mistake = (breaks: string, from: string, to: string): Mistake => ({ breaks, change: [from, to] });

export const GROUPS: Group[] = [
  { mistakes: [mistake('once', 'if sequence in seen:', 'if False:')] },
  { mistakes: [mistake('idle', 'serve(self):', 'serve(self):\n        self.say("hello")')] },
  {
    mistakes: [mistake('ready', 'say("ready", **command["listen"])', 'say("ready", host="0.0.0.0", port=1)')],
  },
  {
    mistakes: [
      mistake('pong', 'say("pong", ref=command["ref"])', 'say("pong", ref="ping")'),
      mistake('injected', 'say("injected", ref=ref,', 'say("injected", ref="inject",'),
    ],
    patience: { soon: 200, meet: 200, death: 200 },
  },
  {
    mistakes: [
      mistake('nonsense', 'except (ValueError, ', 'except (ZeroDivisionError, '),
      mistake('delivered', 'self.say("delivered",', 'if self.node == "n3": self.say("delivered",'),
      mistake('stays', 'except (ValueError, ', 'except (ZeroDivisionError, '),
    ],
    patience: { soon: 500, death: 200 },
  },
  {
    mistakes: [
      mistake(
        'any-payload',
        'if len(payload) > MOST_PAYLOAD_BYTES:',
        'if not payload: sys.exit(7)\n        if False:',
      ),
      mistake('forwarded', 'if hops < MOST_HOPS:', 'if False:'),
    ],
    patience: { soon: 500, death: 200 },
  },
  {
    mistakes: [
      mistake('unknown-field', 'self.needed().inject(', '"future" in command or self.needed().inject('),
      mistake('unknown-command', 'if carry_out:', 'if not carry_out: time.sleep(3)\n            else:'),
      mistake('pieces', '*lines, self.rest = (self.rest + chunk)', '*lines, self.rest = chunk'),
      mistake('long-line', '*lines, self.rest = (self.rest + chunk)', '*lines, self.rest = chunk'),
      mistake('peer-up', 'say("peer-up", node=neighbour.name)', 'say("peer-up", node="nobody")'),
      mistake('run', '"run": self.run,', '"run": self.run and "another",'),
    ],
    patience: { soon: 1_000, death: 200 },
  },
  {
    mistakes: [
      mistake('same-id', 'message = f"{origin}-', 'message = f"{self.node}-{origin}-'),
      mistake('new-id', 'message=f"{self.node}-{self.boot}-{self.sequence}")', 'message=self.node)'),
      mistake('peers', 'self.needed().set_peers(command["peers"])', 'self.needed()'),
    ],
    patience: { soon: 1_000, death: 200 },
  },
  {
    mistakes: [
      mistake('digest', 'hexdigest()[:16]', 'hexdigest()[:15]'),
      mistake('via', 'via=neighbour.name', 'via=origin + "?"'),
      mistake('hops', 'hops=hops,', 'hops=hops - 1,'),
      mistake('stats', 'self.counters["delivered"] += 1', 'self.counters["delivered"] += 2'),
      mistake('seq', 'self.seq += 1', 'self.seq += 2 if type == "delivered" else 1'),
      mistake('t', '"t": time.time() * 1000', '"t": time.time()'),
      mistake('stdout', 'self.say("bye")', 'print("good bye")\n        self.say("bye")'),
      mistake('stop', 'sys.exit(0)\n\n    def needed', 'sys.exit(1)\n\n    def needed'),
      mistake('stdin-closed', 'sys.exit(0)  # the', 'time.sleep(9)  # the'),
      mistake('boot', 'self.boot = command["boot"]', 'self.boot = 1'),
      mistake('reset', 'self.leave(False)', 'self.kept, self.flood = self.flood, None'),
      mistake(
        'no-echo',
        'self.spread(0,',
        'self.say("delivered", message=f"{self.node}-{self.boot}-{self.sequence}", digest="")\n        self.spread(0,',
      ),
      mistake(
        'injected-first',
        'self.say("injected",',
        'self.spread(0, self.boot, self.sequence, self.node, payload, None); time.sleep(0.01)\n        self.say("injected",',
      ),
      mistake('peer-down', 'self.down(neighbour, "silent")', 'pass'),
      // Each guesses where the others really listen, and hears all that speak to it.
      mistake(
        'only-neighbours',
        'for address in self.neighbours:\n            if',
        'own, port = self.socket.getsockname()\n        others = [(own.rpartition(".")[0] + f".{i}", port) for i in (2, 3, 4)]\n        for address in [*self.neighbours, *others]:\n            if',
      ),
      mistake(
        'only-neighbours',
        'neighbour = self.neighbours.get(address)',
        'neighbour = self.neighbours.get(address) or [*self.neighbours.values()][0]',
      ),
    ],
    patience: { death: 2_500, exit: 1_000 },
  },
];
