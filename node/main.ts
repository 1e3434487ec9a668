/**
 * The node's program. What it does is its first argument; each way loads only what it needs.
 *
 *     main.ts contract     under a harness: JSON Lines on stdin and stdout
 *     main.ts relay        between nodes, under a harness: applies the links' conditions to their datagrams
 *     main.ts canary       the same without links, for its lateness
 *     main.ts router       among nodes on wires, under a harness: forwards their packets, and applies the conditions of each pair
 *     main.ts wires        makes network namespaces and lays wires between them, under a harness
 *     main.ts within NS PROGRAM ARGS…
 *                          becomes a program in the network namespace NS
 *     main.ts peer         on its own: configured by the environment, readable lines on stdout
 *     main.ts say TEXT…    says something through the peer that runs here
 *     main.ts health       exits 0 if the peer that runs here answers
 *     main.ts warm         compiles all of it into the compile cache, and prints where that is: once, when the image is built
 *                          or before the first processes start
 */
const [mode, ...rest] = process.argv.slice(2);

switch (mode) {
  case 'contract':
    (await import('./udp/program.ts')).runContract();
    break;
  case 'relay':
    (await import('./relay/program.ts')).runRelay();
    break;
  case 'canary':
    (await import('./relay/program.ts')).runCanary();
    break;
  case 'router':
    (await import('./router/program.ts')).runRouter();
    break;
  case 'wires':
    (await import('./wires/program.ts')).runWires();
    break;
  case 'within':
    process.exitCode = (await import('./wires/within.ts')).becomeWithin(rest);
    break;
  case 'peer':
    await (await import('./standalone/peer.ts')).runPeer();
    break;
  case 'say':
    process.exitCode = await (await import('./standalone/client.ts')).sayThroughPeer(rest);
    break;
  case 'health':
    process.exitCode = await (await import('./standalone/client.ts')).checkHealth();
    break;
  case 'warm': {
    await Promise.all([
      import('./udp/program.ts'),
      import('./relay/program.ts'),
      import('./router/program.ts'),
      import('./router/session.ts'),
      import('./wires/program.ts'),
      import('./wires/within.ts'),
      import('./standalone/peer.ts'),
      import('./standalone/client.ts'),
    ]);
    const { flushCompileCache, getCompileCacheDir } = await import('node:module');
    flushCompileCache();
    console.log(getCompileCacheDir() ?? '');
    break;
  }
  default:
    console.error('usage: main.ts contract | relay | canary | router | wires | peer | say TEXT… | health');
    process.exitCode = 2;
}
