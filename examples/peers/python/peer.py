#!/usr/bin/env python3
"""A peer in Python, with nothing but the standard library.

It speaks the node contract (docs/node-contract.md) on stdin and stdout, and floods messages over UDP to its
neighbours. To make a peer of your own, keep `Contract` and replace `Flood`.

What it puts on the wire, so that the peer in C beside it understands it; numbers have the highest byte first:

    "H"                                                               I am here
    "B"                                                               I leave
    "D"  hops:1  boot:4  sequence:4  length:1  name of the origin  payload
"""

import base64
import hashlib
import json
import os
import selectors
import socket
import struct
import sys
import time

PROGRAM = "flood-python 1"
HEAD = struct.Struct(">cBIIB")
MOST_PAYLOAD_BYTES = 1_100
MOST_HOPS = 255
# A neighbour that has not been heard for so many keepalives is down.
PATIENCE_KEEPALIVES = 8
UNITS_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0}


class BadCommand(Exception):
    """A command that cannot be carried out: a code for programs, a text for people."""

    def __init__(self, code, text):
        super().__init__(text)
        self.code = code


class Neighbour:
    def __init__(self, name):
        self.name = name
        self.heard_at = None  # by time.monotonic(), None: never, or not since it went down


class Flood:
    """The protocol. `say(type, **fields)` reports an event; it is written when `say` returns."""

    def __init__(self, command, say):
        self.say = say
        self.node = command["node"]
        self.boot = command["boot"]
        self.keepalive = seconds(command.get("options", {}).get("keepalive", "1s"))
        host, port = command["listen"]["host"], command["listen"]["port"]
        self.socket = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.setblocking(False)
        try:
            self.socket.bind((host, port))
        except OSError as error:
            raise BadCommand("cannot-listen", f"{host} port {port}: {error}") from error
        self.neighbours = {}  # (host, port) -> Neighbour
        self.sequence = 0
        self.seen = {}  # (origin, boot) -> the sequence numbers that were seen
        self.counters = dict.fromkeys(["data.sent", "data.received", "data.duplicate", "delivered"], 0)
        self.beat_at = time.monotonic()

    def set_peers(self, peers):
        before = {neighbour.name: neighbour for neighbour in self.neighbours.values()}
        self.neighbours = {
            (peer["host"], peer["port"]): before.get(peer["node"]) or Neighbour(peer["node"]) for peer in peers
        }

    def inject(self, ref, payload):
        if len(payload) > MOST_PAYLOAD_BYTES:
            raise BadCommand("too-long", f"{len(payload)} bytes, and {MOST_PAYLOAD_BYTES} is the most")
        self.sequence += 1
        self.is_new(self.node, self.boot, self.sequence)
        # First the word, then the datagrams.
        self.say("injected", ref=ref, message=f"{self.node}-{self.boot}-{self.sequence}")
        self.spread(0, self.boot, self.sequence, self.node, payload, None)

    def spread(self, hops, boot, sequence, origin, payload, but):
        name = origin.encode()
        datagram = HEAD.pack(b"D", hops + 1, boot, sequence, len(name)) + name + payload
        for address in self.neighbours:
            if address != but:
                self.counters["data.sent"] += 1
                self.send(datagram, address)

    def readable(self):
        """Takes in all that has come, so that no neighbour is held for dead while its word lies in the socket."""
        while True:
            try:
                datagram, address = self.socket.recvfrom(65_536)
            except (BlockingIOError, ConnectionError):
                return
            address = address[:2]
            neighbour = self.neighbours.get(address)
            if neighbour and datagram:  # strangers get no answer
                self.receive(datagram, address, neighbour)

    def receive(self, datagram, address, neighbour):
        if datagram[:1] == b"B":
            return self.down(neighbour, "it said goodbye")
        if neighbour.heard_at is None:
            self.say("peer-up", node=neighbour.name)
        neighbour.heard_at = time.monotonic()
        if datagram[:1] != b"D" or len(datagram) < HEAD.size:
            return None
        _, hops, boot, sequence, length = HEAD.unpack_from(datagram)
        origin = datagram[HEAD.size : HEAD.size + length].decode()
        payload = datagram[HEAD.size + length :]
        self.counters["data.received"] += 1
        if not self.is_new(origin, boot, sequence):
            self.counters["data.duplicate"] += 1
            return None
        self.counters["delivered"] += 1
        digest = hashlib.sha256(payload).hexdigest()[:16]
        message = f"{origin}-{boot}-{sequence}"
        self.say("delivered", message=message, digest=digest, hops=hops, via=neighbour.name)
        if hops < MOST_HOPS:
            self.spread(hops, boot, sequence, origin, payload, address)
        return None

    def is_new(self, origin, boot, sequence):
        seen = self.seen.setdefault((origin, boot), set())
        if sequence in seen:
            return False
        seen.add(sequence)
        return True

    def beat(self):
        """Says "I am here" when it is time, and looks who has not. Returns the seconds until the next time."""
        now = time.monotonic()
        if now >= self.beat_at:
            self.beat_at = now + self.keepalive
            for address in self.neighbours:
                self.send(b"H", address)
            for neighbour in self.neighbours.values():
                if neighbour.heard_at is not None and now - neighbour.heard_at > PATIENCE_KEEPALIVES * self.keepalive:
                    self.down(neighbour, "silent")
        return max(0.0, self.beat_at - now)

    def down(self, neighbour, reason):
        if neighbour.heard_at is not None:
            neighbour.heard_at = None
            self.say("peer-down", node=neighbour.name, reason=reason)

    def send(self, datagram, address):
        try:
            self.socket.sendto(datagram, address)
        except OSError:
            pass  # no room, or nobody there: datagrams get lost, that is what they do

    def close(self, goodbye):
        for address in self.neighbours if goodbye else ():
            self.send(b"B", address)
        self.socket.close()


class Contract:
    """Commands in, events out."""

    def __init__(self):
        self.run = None
        self.seq = 0
        self.flood = None
        self.rest = b""  # the beginning of a line whose end has not come yet

    def say(self, type, **fields):
        self.seq += 1
        event = {"type": type, "run": self.run, "seq": self.seq, "t": time.time() * 1000, **fields}
        sys.stdout.write(json.dumps(event) + "\n")
        sys.stdout.flush()

    def obey(self, line):
        command = None
        try:
            command = json.loads(line)
            if not isinstance(command, dict):
                raise BadCommand("bad-command", "a command is an object")
            carry_out = getattr(self, "do_" + str(command.get("type")), None)
            if carry_out:  # commands that are not known are passed over
                carry_out(command)
        except BadCommand as error:
            self.refuse(error.code, str(error), command)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.refuse("bad-command", repr(error), command)

    def refuse(self, code, text, command):
        ref = command.get("ref") if isinstance(command, dict) else None
        self.say("error", code=code, text=text, **({} if ref is None else {"ref": ref}))

    def do_configure(self, command):
        if self.flood:
            raise BadCommand("already-configured", "reset comes first")
        self.run = command["run"]
        self.flood = Flood(command, self.say)
        self.say("ready", **command["listen"])
        self.flood.set_peers(command["peers"])

    def do_inject(self, command):
        data = base64.b64decode(command["data"], validate=True)
        self.needed().inject(command["ref"], data)

    def do_peers(self, command):
        self.needed().set_peers(command["peers"])

    def do_ping(self, command):
        self.say("pong", ref=command["ref"])

    def do_stats(self, command):
        self.say("stats", counters=self.flood.counters if self.flood else {})

    def do_reset(self, command):
        self.leave(False)
        self.say("idle", contract=1, program=PROGRAM)

    def do_stop(self, command):
        self.leave(True)
        self.say("bye")
        sys.exit(0)

    def needed(self):
        if not self.flood:
            raise BadCommand("not-configured", "configure comes first")
        return self.flood

    def leave(self, goodbye):
        if self.flood:
            self.flood.close(goodbye)
        self.flood = None

    def read_stdin(self):
        chunk = os.read(0, 65_536)
        if not chunk:
            sys.exit(0)  # the harness is gone
        *lines, self.rest = (self.rest + chunk).split(b"\n")
        for line in lines:
            if line.strip():
                self.obey(line)

    def serve(self):
        self.say("idle", contract=1, program=PROGRAM)
        while True:
            with selectors.DefaultSelector() as selector:
                selector.register(0, selectors.EVENT_READ)
                flood = self.flood
                if flood:
                    selector.register(flood.socket, selectors.EVENT_READ)
                while self.flood is flood:
                    ready = {key.fd for key, _ in selector.select(flood.beat() if flood else None)}
                    if flood:
                        flood.readable()
                    if 0 in ready:
                        self.read_stdin()


def seconds(text):
    """`300ms`, `2s`, `1m`, or a number of milliseconds."""
    if isinstance(text, (int, float)):
        return text * UNITS_SECONDS["ms"]
    for unit in ("ms", "s", "m"):
        if text.endswith(unit):
            return float(text[: -len(unit)]) * UNITS_SECONDS[unit]
    raise BadCommand("bad-option", f"{text!r} is not a time, such as 500ms")


if __name__ == "__main__":
    Contract().serve()
