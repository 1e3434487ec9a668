/**
 * The schema of `container`, of nodes and of programs: what a container may be given beyond the little that all have. What it
 * cannot say (paths, names of sysctls, what belongs together) is checked by `expand/containers.ts`.
 */

import { z } from 'zod';
import { allowed, choice, field, forms, list, literally, map, text } from '../text/fields.ts';
import { didYouMean } from '../text/nearest.ts';
import { describeValue, formatSize, type Parsed, parseSize } from '../text/units.ts';
import { scalar } from './environment.ts';

const MEBIBYTE = 1024 * 1024;
/** Engines refuse less. */
const LEAST_MEMORY_BYTES = 6 * MEBIBYTE;
const MOST_BYTES = 1024 * 1024 * MEBIBYTE;
const LEAST_CPUS = 0.01;
const MOST_CPUS = 1024;

/** Of Linux (capabilities(7)), without their `CAP_`. */
const CAPABILITIES: readonly string[] = [
  ...['AUDIT_CONTROL', 'AUDIT_READ', 'AUDIT_WRITE', 'BLOCK_SUSPEND', 'BPF', 'CHECKPOINT_RESTORE', 'CHOWN'],
  ...['DAC_OVERRIDE', 'DAC_READ_SEARCH', 'FOWNER', 'FSETID', 'IPC_LOCK', 'IPC_OWNER', 'KILL', 'LEASE'],
  ...['LINUX_IMMUTABLE', 'MAC_ADMIN', 'MAC_OVERRIDE', 'MKNOD', 'NET_ADMIN', 'NET_BIND_SERVICE'],
  ...['NET_BROADCAST', 'NET_RAW', 'PERFMON', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYSLOG', 'SYS_ADMIN'],
  ...['SYS_BOOT', 'SYS_CHROOT', 'SYS_MODULE', 'SYS_NICE', 'SYS_PACCT', 'SYS_PTRACE', 'SYS_RAWIO'],
  ...['SYS_RESOURCE', 'SYS_TIME', 'SYS_TTY_CONFIG', 'WAKE_ALARM'],
];

function bytes(description: string, least: number, sample: string) {
  const parse = (found: unknown): Parsed<number> => {
    const parsed = parseSize(found);
    if (!parsed.ok || (parsed.value >= least && parsed.value <= MOST_BYTES)) return parsed;
    const text = `\`${found}\` is too ${parsed.value < least ? 'little' : 'much'}`;
    return { ok: false, text, fix: `Allowed: from ${formatSize(least)} to ${formatSize(MOST_BYTES)}.` };
  };
  const pattern = '^\\d*\\.?\\d+\\s*(B|KiB|MiB|GiB|kB|MB|GB)$';
  return field(parse, { description, type: 'string', pattern, samples: [sample] });
}

const capability = field(
  (found): Parsed<string> => {
    if (typeof found === 'string' && CAPABILITIES.includes(found)) return { ok: true, value: found };
    const plain = String(found).toUpperCase().replace(/^CAP_/, '');
    const hint = CAPABILITIES.includes(plain) ? `Write \`${plain}\`. ` : didYouMean(plain, CAPABILITIES);
    const fix = `${hint}Names are those of Linux, without \`CAP_\`, as in \`NET_ADMIN\`.`;
    return { ok: false, text: `found ${describeValue(found)}, expected a capability`, fix };
  },
  { description: 'A capability of Linux, without its `CAP_`.', enum: [...CAPABILITIES] },
);

const cpus = field(
  (found): Parsed<number> => {
    if (typeof found === 'number' && found >= LEAST_CPUS && found <= MOST_CPUS)
      return { ok: true, value: found };
    const text = `found ${describeValue(found)}, expected a number of processors`;
    return { ok: false, text, fix: `Allowed: from ${LEAST_CPUS} to ${MOST_CPUS}, as in \`0.5\`.` };
  },
  {
    description: 'How much of the processors it may use: 0.5 is half of one.',
    type: 'number',
    minimum: LEAST_CPUS,
    maximum: MOST_CPUS,
    samples: [0.5],
  },
);

const user = literally(
  field(
    (found): Parsed<string> => {
      const words = String(found);
      if (
        (typeof found === 'string' || typeof found === 'number') &&
        /^([a-z_][a-z0-9_-]{0,31}|\d{1,10})(:([a-z_][a-z0-9_-]{0,31}|\d{1,10}))?$/i.test(words)
      )
        return { ok: true, value: words };
      const fix = 'Write a name or a number, and a group behind a colon if need be: `root`, `1000:1000`.';
      return { ok: false, text: `found ${describeValue(found)}, expected a user`, fix };
    },
    {
      description: 'The user that it runs as: a name that the image knows, or a number, with a group or not.',
      type: ['string', 'integer'],
      samples: ['root', '1000:1000'],
    },
  ),
);

function mapOf<T extends z.ZodType>(description: string, words: string, value: T, sample: object) {
  return z
    .record(z.string(), value)
    .meta({ description, samples: [sample] })
    .register(allowed, { words });
}

const entrypoint = forms(
  "What stands before `command`: a program that starts it, or `image` for the image's own entry point.",
  'a list of texts, or `image`',
  [
    list('', 'a list of texts, as in `[stdbuf, -oL]`', text('The program, or an argument.', 10_000)),
    choice("The image's own.", ['image']),
  ],
  [['list'], ['text']],
);

export const container = map(
  'What its container may be given: each only where it is written. Processes and simulations have no container.',
  {
    memory: bytes('The most memory that it may take.', LEAST_MEMORY_BYTES, '64MiB').optional(),
    cpus: cpus.optional(),
    capabilities: list(
      'Rights of the kernel, for the user `root`.',
      'a list of capabilities, as in `[NET_ADMIN]`',
      capability,
    ).optional(),
    devices: list(
      "Devices of the engine's machine.",
      'a list of paths, as in `[/dev/net/tun]`',
      text('The path of a device.', 200, { samples: ['/dev/net/tun'] }),
    ).optional(),
    tmpfs: mapOf(
      'Folders in memory that it may write to, each with its size.',
      'a map from paths to sizes, as in `{ /data: 16MiB }`',
      bytes('How much fits in.', 4096, '16MiB'),
      { '/data': '16MiB' },
    ).optional(),
    files: mapOf(
      'Files of this machine that it may read, by their paths in the container.',
      'a map from paths in the container to files, as in `{ /etc/agent.conf: agent.conf }`',
      text('The file; its path goes from where the topology lies.', 1_000, { samples: ['agent.conf'] }),
      { '/etc/agent.conf': 'agent.conf' },
    ).optional(),
    user: user.optional(),
    sysctls: mapOf(
      'Settings of the kernel, for this container alone.',
      'a map from names of settings to values',
      scalar('The value.', { samples: [0] }),
      { 'net.ipv4.ip_unprivileged_port_start': 0 },
    ).optional(),
    entrypoint: entrypoint.optional(),
  },
  { samples: [{ memory: '64MiB', cpus: 0.5 }] },
);

export const CONTAINER_KEYS: readonly string[] = Object.keys(container.shape);
