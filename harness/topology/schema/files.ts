/**
 * The schema of what names files and folders: `include`, `env_file` of the topology, of nodes and of programs, and `folder`.
 */

import { forms, list, text } from '../text/fields.ts';

const MAX_PATH_CHARS = 1_000;

function paths(description: string, sample: string, ofEach: string) {
  const path = text(ofEach, MAX_PATH_CHARS, { samples: [sample] });
  return forms(
    description,
    'the path of a file, or a list of such',
    [path, list(description, `a list of paths, as in \`[${sample}]\``, path)],
    [['text', 'number', 'switch'], ['list']],
  );
}

export const include = paths(
  'Files whose sections this one shares. What it writes itself wins, then the last of these.',
  'shared/agents.yaml',
  'A topology file, or a part of one. The path goes from where the file lies that names it.',
);

const ENV_SAMPLE = 'mesh.env';
const ENV_PATH = 'A file of `NAME=value`. The path goes from where the file lies that names it.';

/** At the root. */
export const variableFiles = paths(
  'Files of `NAME=value` for `${NAME}` in texts. The environment of meshbed wins over them, then the last of these.',
  ENV_SAMPLE,
  ENV_PATH,
);

/** Of a node or a program. */
export const environmentFiles = paths(
  'Files of `NAME=value` for its environment, as they are. `env` wins over them, then the last of these.',
  ENV_SAMPLE,
  ENV_PATH,
);

/** Where a command is started, by the runtime `process`. */
export const folder = text(
  'The folder in which it runs as a process, from where relative paths in `command` go. By default that of the file in which it is written.',
  MAX_PATH_CHARS,
  { samples: ['../agent'] },
);
