#!/usr/bin/env python3
"""kill -9 at twenty random moments of a replay: what was interrupted and continued decided as if it had not been.

    kill_test.py CUTOFFD [SEED]

No contact is judged twice, nothing is opened twice, and every alert of the uninterrupted run is in the ledger once
and was printed at least once.
"""
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
DEVICES, PACKETS = 40, 60_000
BEGIN = 1_727_856_000  # 2024-10-02T08:00:00Z


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def question(device, number):
    """A device asks for an update server: Ethernet, IPv4, UDP, DNS."""
    name = b"".join(bytes([len(label)]) + label for label in b"s07.upd.kaspersky.com".split(b".")) + b"\0"
    dns = struct.pack(">6H", number & 0xFFFF, 0x0100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    udp = struct.pack(">4H", 40_000 + number % 20_000, 53, 8 + len(dns), 0) + dns
    addresses = socket.inet_aton(f"10.1.{device >> 8}.{device & 255}") + socket.inet_aton("10.1.250.1")
    head = struct.pack(">2B3H2BH", 0x45, 0, 20 + len(udp), number & 0xFFFF, 0, 64, 17, 0) + addresses
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    link = b"\x02\0\0\0\0\x01" + b"\x02\0\0\1" + struct.pack(">H", device) + b"\x08\0"
    return link + head + udp


def write_capture(path):
    with path.open("wb") as file:
        file.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 65_535, 1))
        for number in range(PACKETS):
            packet = question(number % DEVICES, number)
            file.write(struct.pack("<4I", BEGIN + number * 20, 0, len(packet), len(packet)) + packet)


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
