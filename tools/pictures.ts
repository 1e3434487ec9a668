/**
 * Makes the README's pictures in docs/pictures/: `node tools/pictures.ts`. `graph` draws the mesh of mesh.yaml, and the report
 * page is that of a run of it on processes of this machine. Needs Chromium.
 */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { realServices } from '../harness/cli/real-services.ts';
import { packageRoot } from '../harness/common/package-root.ts';
import { svg } from '../harness/graph/svg.ts';
import { reportPage } from '../harness/report/page.ts';
import { Bench } from '../test/harness/report/browser.ts';
import { smallPng } from './small-png.ts';

const WIDTH = 1000;
const HEIGHT = 900;
const MARGIN = 16;

const pictures = join(packageRoot(), 'docs', 'pictures');
const topology = await realServices.load(join(pictures, 'mesh.yaml'));
await writeFile(join(pictures, 'mesh.svg'), svg.write(topology));

const out = await mkdtemp(join(tmpdir(), 'meshbed-pictures-'));
try {
  const result = await realServices.run(topology, { runtime: await realServices.runtime('process'), out });
  if (result.verdict !== 'failed')
    throw new Error(`The run is to fail, and ${result.verdict}: run it again.`);
  const page = await reportPage(
    { ...result, file: 'mesh.yaml' },
    await readFile(join(out, 'journal.ndjson'), 'utf8'),
  );
  await using bench = await Bench.make();
  const opened = await bench.open(page, { viewport: { width: WIDTH, height: HEIGHT }, colorScheme: 'light' });
  // As far as the mesh, with its margin; charts and tables follow.
  const mesh = await opened.page.locator('#mesh').boundingBox();
  const clip = { x: 0, y: 0, width: WIDTH, height: (mesh?.y ?? 0) + (mesh?.height ?? HEIGHT) + MARGIN };
  const picture = await opened.page.screenshot({ fullPage: true, clip });
  await writeFile(join(pictures, 'report.png'), smallPng(picture));
} finally {
  await rm(out, { recursive: true });
}
