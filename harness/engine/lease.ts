/**
 * Who owns what on an engine is a lease, not a process id: an engine can be shared between machines, and a
 * number means nothing on another one.
 *
 * Labels cannot be changed once they are set, and a run must not depend on a container of its own. So a lease
 * is an empty volume, which the engine makes in milliseconds: it carries the run's name, and holds for
 * `meshbed.lease-seconds` from the moment of creation that the engine itself notes. To renew it is to make a
 * new volume and then to remove the old one, so there is never a moment without. Both moments, a lease's
 * creation and now, are reported by the engine, so no two clocks are ever compared.
 *
 * 1. A run has a lease before it has anything else on the engine, and gives it up last.
 * 2. What carries the name of a run without a lease that holds belongs to nobody, and may be removed.
 */

import type Docker from 'dockerode';

import { ignoreIfGone } from './connect.ts';
import { engineLabels, LABEL, labelFilter } from './labels.ts';

/** Outlasts a machine that sleeps for a moment, or an engine that is busy. */
const HOLDS_SECONDS = 120;
const RENEWED_EVERY_MS = 30_000;

export class Lease {
  readonly #docker: Docker;
  readonly #run: string;
  #renewals = 0;
  #timer: NodeJS.Timeout | undefined;
  #renewing: Promise<void> = Promise.resolve();

  private constructor(docker: Docker, run: string) {
    this.#docker = docker;
    this.#run = run;
  }

  static async take(docker: Docker, run: string): Promise<Lease> {
    const lease = new Lease(docker, run);
    await lease.#renew();
    lease.#timer = setInterval(() => {
      // An engine that does not answer now may do so the next time; the lease holds for four of these.
      lease.#renewing = lease.#renew().catch(() => {});
    }, RENEWED_EVERY_MS);
    lease.#timer.unref();
    return lease;
  }

  /** Renews it no more. It is given up by removing it, last of all (`remove.ts`). */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#renewing;
  }

  async #renew(): Promise<void> {
    const Labels = engineLabels(this.#run, { [LABEL.lease]: `${HOLDS_SECONDS}` });
    await this.#docker.createVolume({ Name: this.#name(this.#renewals + 1), Labels });
    this.#renewals += 1;
    if (this.#renewals > 1)
      await ignoreIfGone(this.#docker.getVolume(this.#name(this.#renewals - 1)).remove());
  }

  #name(renewal: number): string {
    return `meshbed-lease-${this.#run}-${renewal}`;
  }
}

/** The runs whose lease holds, by the engine's own clock. */
export async function livingRuns(docker: Docker): Promise<Set<string>> {
  const leases = await listLeases(docker);
  const info = (await docker.info()) as { SystemTime?: string };
  const nowMs = Date.parse(info.SystemTime ?? '') || Date.now();
  const holds = leases.filter(({ createdMs, seconds }) => createdMs + seconds * 1000 > nowMs);
  return new Set(holds.map(({ run }) => run));
}

export interface LeaseVolume {
  name: string;
  run: string;
  seconds: number;
  createdMs: number;
}

export async function listLeases(docker: Docker): Promise<LeaseVolume[]> {
  const { Volumes } = await docker.listVolumes({ filters: labelFilter(LABEL.lease) });
  return (Volumes ?? []).map((volume) => ({
    name: volume.Name,
    run: volume.Labels[LABEL.run] ?? '',
    seconds: Number(volume.Labels[LABEL.lease]),
    createdMs: Date.parse((volume as { CreatedAt?: string }).CreatedAt ?? ''),
  }));
}
