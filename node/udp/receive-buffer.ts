import type { Socket } from 'node:dgram';

/** The kernel gives what `net.core.rmem_max` allows; some systems refuse instead, so ask for less then. */
export function raiseReceiveBuffer(socket: Socket, wantedBytes: number): void {
  for (let bytes = wantedBytes; bytes >= 256 * 1024; bytes /= 2) {
    try {
      socket.setRecvBufferSize(bytes);
      return;
    } catch {
      // Too much for this system.
    }
  }
}
