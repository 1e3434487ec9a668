/**
 * How an engine is reached, as plain data, so that another process can reach the same one.
 */

import Docker from 'dockerode';

/** Options of the Docker client. */
export type EngineConnection = Record<string, unknown>;

export function connectToEngine(connection: EngineConnection): Docker {
  return new Docker(connection as Docker.DockerOptions);
}

export function engineConnectionOptions(docker: Docker): EngineConnection {
  const { socketPath, host, port, protocol, ca, cert, key } = docker.modem as unknown as Record<
    string,
    unknown
  >;
  const text = (value: unknown) =>
    value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : value;
  const parts = { socketPath, host, port, protocol, ca: text(ca), cert: text(cert), key: text(key) };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined && value !== ''));
}

/** The HTTP status of an engine's refusal; null for anything else that went wrong. */
export function engineErrorStatus(error: unknown): number | null {
  const status = (error as { statusCode?: unknown } | null)?.statusCode;
  return typeof status === 'number' ? status : null;
}

/** What the engine said, without the client's decoration. */
export function engineErrorReason(error: unknown): string {
  const { json, message } = (error ?? {}) as { json?: { message?: string }; message?: string };
  return (json?.message ?? message ?? String(error)).trim();
}

/** Waits for work on something that may be gone already, or be about to go; that is then fine. */
export async function ignoreIfGone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    const status = engineErrorStatus(error);
    if (status !== 404 && status !== 409 && status !== 304) throw error;
  }
}
