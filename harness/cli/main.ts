#!/usr/bin/env node
/**
 * What `meshbed` starts. Looks at Node's version before anything is imported that an old one could not even parse.
 */

const OLDEST = [22, 22] as const;

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  console.error(
    `error: meshbed needs Node ${OLDEST.join('.')} or newer, and this is ${process.versions.node}`,
  );
  process.exit(3);
}

// Half of what a short command takes is compiling. The module is asked for only now, since an old Node lacks the function.
const { compileCache } = await import('../runtime/system/compile-cache.ts');
(await import('node:module')).enableCompileCache(compileCache());

const { main } = await import('./start.ts');
await main();

export {};
