#!/usr/bin/env python3
"""kill -9 at twenty random moments of a replay: what was interrupted and continued decided as if it had not been.

    kill_test.py CUTOFFD [SEED]

No contact is judged twice, nothing is opened twice, and every alert of the uninterrupted run is in the ledger once
and was printed at least once.
"""
import itertools
import json
import pathlib
import random
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/live"))
import ledger_dump  # noqa: E402

ROUNDS, KILLS = 4, 5
DEVICES, QUESTIONS, REQUESTS = 40, 20_000, 12
NAME = b"s07.upd.kaspersky.com"
BEGIN = 1_727_856_000  # 2024-10-02T08:00:00Z


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def ip_packet(source, destination, number, protocol, transport):
    addresses = socket.inet_aton(source) + socket.inet_aton(destination)
    head = struct.pack(">2B3H2BH", 0x45, 0, 20 + len(transport), number & 0xFFFF, 0, 64, protocol, 0) + addresses
    return head[:10] + struct.pack(">H", checksum(head)) + head[12:] + transport


def frame(device, packet, up=True):
    """Between the device and its router, in Ethernet."""
    ends = [b"\x02\0\0\0\0\x01", b"\x02\0\0\1" + struct.pack(">H", device)]
    return b"".join(ends if up else reversed(ends)) + b"\x08\0" + packet


def address(device):
    return f"10.1.{device >> 8}.{device & 255}"


def question(device, number):
    """A device asks for an update server: UDP, DNS."""
    name = b"".join(bytes([len(label)]) + label for label in NAME.split(b".")) + b"\0"
    dns = struct.pack(">6H", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    udp = struct.pack(">4H", 40_000 + number % 20_000, 53, 8 + len(dns), 0) + dns
    return frame(device, ip_packet(address(device), "10.1.250.1", number, 17, udp))


class Connection:
    """A device asks for one file after another on a connection that stays open."""

    def __init__(self, device, number):
        self.device, self.port, self.number = device, 20_000 + number % 20_000, number
        self.sent = {True: 1000, False: 5000}

    def segment(self, up, flags, payload=b""):
        ports = (self.port, 80) if up else (80, self.port)
        acknowledged = self.sent[not up] if flags & 0x10 else 0
        tcp = struct.pack(">2H2I2B3H", *ports, self.sent[up], acknowledged, 5 << 4, flags, 65_535, 0, 0) + payload
        self.sent[up] += len(payload) + (flags & 0x03 != 0)
        ends = (address(self.device), "198.51.100.7") if up else ("198.51.100.7", address(self.device))
        return frame(self.device, ip_packet(*ends, self.number, 6, tcp), up)

    def frames(self):
        yield self.segment(True, 0x02)
        yield self.segment(False, 0x12)
        yield self.segment(True, 0x10)
        for _ in range(REQUESTS):
            yield self.segment(True, 0x18, b"GET /index HTTP/1.1\r\nHost: " + NAME + b"\r\n\r\n")
            yield self.segment(False, 0x18, b"HTTP/1.1 200 OK\r\nContent-Length: 300\r\n\r\n" + b"x" * 300)
        if self.number % 3:
            yield self.segment(True, 0x11)
            yield self.segment(False, 0x11)


def frames():
    """Each with its time: questions of all devices, and now and then five that fetch files at once."""
    now = BEGIN
    for number in range(QUESTIONS):
        now += 20
        yield now, 0, question(number % DEVICES, number)
        if number % 50 == 49:
            fetching = [Connection((number // 50 + 7 * k) % DEVICES, number + k).frames() for k in range(5)]
            for together in itertools.zip_longest(*fetching):
                now += 1
                for place, one in enumerate(together):
                    if one:
                        yield now, place, one


def write_capture(path):
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65_535, 1))
        for second, nanosecond, packet in frames():
            file.write(struct.pack("<4I", second, nanosecond, len(packet), len(packet)) + packet)


def command(cutoffd, capture, state):
    return [cutoffd, "replay", "--format", "json", "--state", str(state), str(capture)]


def alerts_in(state):
    with sqlite3.connect(f"file:{state}/ledger.db?mode=ro", uri=True) as database:
        return list(database.execute("SELECT sequence, time, event, incident, count FROM alert ORDER BY sequence"))


def printed(path):
    seen = set()
    for line in path.read_text(errors="replace").splitlines():
        try:
            alert = json.loads(line)
        except ValueError:
            continue  # cut by the kill
        seen.add((alert["sequence"], alert["event"], alert["incident"]))
    return seen


def main():
    cutoffd = sys.argv[1]
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.randrange(1 << 32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        capture = folder / "long.pcap"
        write_capture(capture)
        began = time.monotonic()
        whole = subprocess.run(command(cutoffd, capture, folder / "whole"), check=True, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL)
        took = time.monotonic() - began
        expected = alerts_in(folder / "whole")
        assert expected and whole.stdout.count(b"\n") == len(expected)
        kills = 0
        for number in range(ROUNDS):
            state, out = folder / f"state{number}", folder / f"out{number}"
            with out.open("ab") as output:
                for _ in range(KILLS):
                    run = subprocess.Popen(command(cutoffd, capture, state), stdout=output, stderr=subprocess.DEVNULL)
                    time.sleep(moments.uniform(0, 0.5) * took)
                    kills += run.poll() is None
                    run.send_signal(signal.SIGKILL)
                    run.wait()
                    output.write(b"\n")
                subprocess.run(command(cutoffd, capture, state), check=True, stdout=output, stderr=subprocess.DEVNULL)
            assert ledger_dump.dump(state) == ledger_dump.dump(folder / "whole"), f"round {number}: another ledger"
            assert alerts_in(state) == expected, f"round {number}: other alerts"
            opened = [incident for _, _, event, incident, _ in alerts_in(state) if event == "opened"]
            assert len(opened) == len(set(opened)) == DEVICES
            assert printed(out) == {(s, e, i) for s, _, e, i, _ in expected}, f"round {number}: not all was told"
        print(f"{kills} runs killed of {ROUNDS * KILLS} while they ran; {len(expected)} alerts, the same each time")


if __name__ == "__main__":
    main()
