/**
 * The node's program. What it does is its first argument; each way loads only what it needs.
 *
 *     main.ts contract     under a harness: JSON Lines on stdin and stdout
 *     main.ts peer         on its own: configured by the environment, readable lines on stdout
 *     main.ts say TEXT…    says something through the peer that runs here
 *     main.ts health       exits 0 if the peer that runs here answers
 *     main.ts warm         fills the compile cache, for the image
 */
const [mode] = process.argv.slice(2);

switch (mode) {
  case 'contract':
    (await import('./contract/stdio.ts')).runContract();
    break;
  default:
    console.error('usage: main.ts contract | peer | say TEXT… | health');
    process.exitCode = 2;
}
