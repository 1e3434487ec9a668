/**
 * A peer on its own: settings from the environment, neighbours by name, a line of log for everything that a
 * person would want to know. It has no use for stdin, and ends by SIGTERM or SIGINT, saying goodbye.
 */
import { randomBytes } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import type { Server } from 'node:net';
import { idOfName } from '../contract/names.ts';
import { Random } from '../core/random.ts';
import { MAX_PAYLOAD_BYTES } from '../core/wire.ts';
import type { HostPort } from '../udp/endpoint.ts';
import { PeerHost, type Sighting } from '../udp/host.ts';
import { deriveKeys, keyFromText } from '../udp/keys.ts';
import { type ControlReply, type ControlRequest, controlPath, serveControl } from './control.ts';
import { Discovery } from './discovery.ts';
import { resolveOwnName } from './identity.ts';
import { deliveryText, downReasonText, logLine } from './log.ts';
import { readSettings, type Settings } from './settings.ts';

/** Until the first neighbour is met, names are resolved this often. */
const EAGER_RESOLVE_MS = 1_000;

export async function runPeer(): Promise<void> {
  const { settings, errors, warnings } = readSettings(process.env);
  for (const warning of warnings) logLine(`note: ${warning}`);
  if (errors.length > 0) {
    for (const error of errors) console.error(error);
    process.exit(2);
  }
  const peer = await StandalonePeer.start(settings);
  const stop = () => void peer.stop().then(() => process.exit(0));
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
}

class StandalonePeer {
  readonly #name: string;
  readonly #settings: Settings;
  readonly #discovery: Discovery;
  readonly #boot = Date.now();
  #host!: PeerHost;
  #control: Server | undefined;
  #timer: NodeJS.Timeout | undefined;
  #lastMessage = '';
  #hasWarned = false;

  private constructor(name: string, settings: Settings) {
    this.#name = name;
    this.#settings = settings;
    this.#discovery = new Discovery(idOfName(name), this.#boot);
  }

  static async start(settings: Settings): Promise<StandalonePeer> {
    const peer = new StandalonePeer(await resolveOwnName(settings.name), settings);
    await peer.#listen();
    try {
      peer.#control = await serveControl(controlPath(process.env), (request) => peer.#answer(request));
    } catch (error) {
      logLine(`note: "say" will not work: ${(error as Error).message}`);
    }
    await peer.#resolve();
    return peer;
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#control?.close();
    await this.#host.close(true);
    logLine('said goodbye');
  }

  async #listen(): Promise<void> {
    const { listenHost, port, key, keepaliveMs, hopLimit, storeMessages, peers } = this.#settings;
    const seeds = randomBytes(12);
    const random = new Random(seeds.readInt32BE(0), seeds.readInt32BE(4), seeds.readInt32BE(8));
    const keys = deriveKeys(keyFromText(key));
    const setup = { name: this.#name, boot: this.#boot, keys, keepaliveMs, hopLimit, storeMessages, random };
    const open = (host: string) =>
      PeerHost.open(
        { ...setup, listen: { host, port } },
        {
          accepted: (message) => {
            this.#lastMessage = message;
          },
          delivered: (delivery) => logLine(deliveryText(delivery)),
          neighbour: (_name, down, { id, name }) => {
            if (down === null) this.#discovery.cameUp(id);
            else this.#discovery.wentDown(id, performance.now());
            logLine(down === null ? `${name} is here` : `${name} ${downReasonText(down)}`, this.#upCount());
          },
          gap: (origin, count) => logLine(`missed ${count} of ${origin} for good: nobody here holds them`),
          sighted: (sighting) => this.#sighted(sighting),
        },
      );
    // `::` also takes IPv4; where the system has no IPv6 at all, IPv4 alone has to do.
    this.#host = await (listenHost ? open(listenHost) : open('::').catch(() => open('0.0.0.0')));
    const where =
      peers.map((place) => `${place.host}:${place.port}`).join(', ') || 'nowhere: others may come';
    logLine(`${this.#name} listens on UDP port ${this.#host.address.port} and looks for peers at ${where}`);
  }

  #sighted(sighting: Sighting): void {
    const { peer } = this.#host;
    const address = this.#host.tokenOf(sighting);
    const verdict = this.#discovery.sighted(sighting, address, peer.neighbours, performance.now());
    if (verdict === 'met') this.#host.addNeighbour(sighting);
    if (verdict !== 'same-name' || this.#hasWarned) return;
    this.#hasWarned = true;
    const where = `${sighting.host} port ${sighting.port}`;
    logLine(`note: a peer at ${where} is called ${this.#name} too; set MESHBED_NAME for one of them`);
  }

  /** Looks up all names, probes the addresses that are not known, and does so again in a while. */
  async #resolve(): Promise<void> {
    const places = await Promise.all(this.#settings.peers.map(resolvePlace));
    const { peer } = this.#host;
    const resolved = places.flat().map((place) => this.#host.tokenOf(place));
    const nowMs = performance.now();
    for (const address of this.#discovery.toProbe(resolved, peer.neighbours)) peer.probe(address, nowMs);
    for (const id of this.#discovery.toForget(resolved, peer.neighbours, nowMs)) peer.removeNeighbour(id);
    const { resolveEveryMs } = this.#settings;
    const isAlone = !peer.neighbours.some(({ isUp }) => isUp);
    const waitMs = isAlone ? Math.min(EAGER_RESOLVE_MS, resolveEveryMs) : resolveEveryMs;
    this.#timer = setTimeout(() => void this.#resolve(), waitMs);
  }

  #answer(request: ControlRequest): ControlReply {
    const { neighbours } = this.#host.peer;
    const up = neighbours.filter(({ isUp }) => isUp).map(({ name }) => name);
    if (!('say' in request)) {
      const down = neighbours.filter(({ isUp }) => !isUp).map(({ name }) => name);
      return { name: this.#name, up, down };
    }
    const payload = Buffer.from(request.say, 'utf8');
    const refusal = this.#host.inject(payload);
    if (refusal === 'empty') return { error: 'an empty message is not sent to anybody' };
    if (refusal === 'too-long')
      return { error: `${payload.length} bytes; a message holds at most ${MAX_PAYLOAD_BYTES}` };
    logLine(`said: ${request.say}`);
    return { message: this.#lastMessage, name: this.#name, up };
  }

  #upCount(): number {
    return this.#host.peer.neighbours.filter(({ isUp }) => isUp).length;
  }
}

async function resolvePlace({ host, port }: HostPort): Promise<HostPort[]> {
  try {
    return (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => ({
      host: address,
      port,
    }));
  } catch {
    return []; // Nobody of that name for now.
  }
}
