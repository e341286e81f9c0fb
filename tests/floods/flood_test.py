#!/usr/bin/env python3
"""Floods against the whole program: memory stays within its bound, the real contact in the middle is found, one word is said.

    flood_test.py CUTOFFD [FLOOD…]

Each flood is a capture made here, the same octets each time, of CUTOFFD_FLOOD packets (50,000 where it does not say; a
million and more under ctest's label `long`). In its middle a device opens a real connection to an update server; between
every two packets of that the flood goes on. `cutoffd replay` judges it with the shipped lists; its peak memory is measured,
and its CPU time is bounded. Where the contact is not followed to its end, coverage must say a reason.
"""
import collections
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

import octets as wire

SIZE = int(os.environ.get("CUTOFFD_FLOOD", "50000"))
LONG = SIZE > 100_000
DEVICES = 65_536 if LONG else 10_000  # the bound of devices
MEBI = 1 << 20
# Every table has its size from the start (docs/judgement.md "Bounds", docs/scale.md): what all of them hold when they are full.
# The judge's books of devices, contacts and incidents are the largest by far, and have a bound of their own here.
AT_MOST = 160 * MEBI
AT_MOST_WITH_DEVICES = (800 if LONG else 200) * MEBI
BETWEEN_AT_MOST = 5_000  # packets of the flood, of 20 µs each: the contact takes less than five seconds
BEGIN = 1_727_856_000  # 2024-10-02T08:00:00Z
REAL = "10.200.0.7"
REAL_MAC = b"\x02\x5a\x17\0\0\x17"
SERVER = "198.51.100.7"
NAME = "s07.upd.kaspersky.com"


class Capture:
    """Packets with 20 µs between; flushed now and then."""

    def __init__(self, path):
        self.file = path.open("wb", buffering=4 * MEBI)
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))
        self.at = 0

    def put(self, frame):
        self.at += 20
        self.file.write(struct.pack("<4I", BEGIN + self.at // 1_000_000, self.at % 1_000_000, len(frame), len(frame)))
        self.file.write(frame)


def real():
    """A question, its answer, a connection, the hello in two segments, and what the server sends: frames."""
    def up(payload):
        return wire.ether(REAL_MAC, payload)

    def down(payload):
        return wire.ether(wire.ROUTER, payload, REAL_MAC)
    yield up(wire.ipv4(REAL, "10.200.0.1", 17, wire.udp(40_001, 53, wire.question(7, NAME))))
    address = wire.record(wire.pointer(12), 1, bytes(map(int, SERVER.split("."))))
    yield down(wire.ipv4("10.200.0.1", REAL, 17, wire.udp(53, 40_001, wire.answer(7, NAME, address))))
    record = wire.tls_record(wire.hello(NAME, 7))
    yield up(wire.ipv4(REAL, SERVER, 6, wire.tcp(40_002, 443, 1_000, 0, wire.SYN)))
    yield down(wire.ipv4(SERVER, REAL, 6, wire.tcp(443, 40_002, 5_000, 1_001, wire.SYN | wire.ACK)))
    for at in (0, 200):
        piece = record[:200] if at == 0 else record[200:]
        yield up(wire.ipv4(REAL, SERVER, 6, wire.tcp(40_002, 443, 1_001 + at, 5_001, wire.ACK, piece), 2 + at))
    for number in range(40):
        data = b"\x17\x03\x03\x04\0" + bytes(1024)
        yield down(wire.ipv4(SERVER, REAL, 6, wire.tcp(
            443, 40_002, 5_001 + number * len(data), 1_001 + len(record), wire.ACK, data), 100 + number))


# ---- Floods: each yields frames; what changes is written into the same octets ----------------------------
SOURCE, SOURCE_PORT, IDENTIFICATION, OWN_MAC = 14 + 12, 14 + 20, 14 + 4, 6


def mixed(number):
    """Another 32 bits for each number, without order."""
    number = (number * 0x9E3779B1) & 0xFFFFFFFF
    return number ^ number >> 15


def from_everywhere(frames, size, port=True):
    """The same packets from sources that are not seen again."""
    frames = [bytearray(frame) for frame in frames]
    for number in range(size):
        frame = frames[number % len(frames)]
        struct.pack_into(">I", frame, SOURCE, mixed(number))
        struct.pack_into(">H", frame, SOURCE_PORT if port else IDENTIFICATION, 1024 + (number & 0x7FFF))
        yield frame


def outside(protocol, payload, **more):
    return wire.ether(wire.ROUTER, wire.ipv4("0.0.0.0", "203.0.113.9", protocol, payload, **more))


def syns(size):
    return from_everywhere([outside(6, wire.tcp(1, 443, 1, 0, wire.SYN))], size)


def half_open_hellos(size):
    record = wire.tls_record(wire.hello("s01.upd.kaspersky.com", 1))
    return from_everywhere([outside(6, wire.tcp(1, 443, 1, 1, wire.ACK, record[:300]))], size)


def quic_without_end(size):
    """Keys are right, the packets open, and the hello never ends."""
    datagrams = [wire.quic_initial(b"flood%03d" % number, wire.hello("s01.upd.kaspersky.com", number, quic=True)[:300])
                 for number in range(16)]
    return from_everywhere([outside(17, wire.udp(1, 443, datagram)) for datagram in datagrams], size)


def fragments(size):
    record = wire.tls_record(wire.hello("s01.upd.kaspersky.com", 1))
    first = wire.tcp(1, 443, 1, 1, wire.ACK, record)[:256]
    return from_everywhere([outside(6, first, fragment=0x2000)], size, port=False)


def answers(size):
    """Of 64 KiB and 32 KiB each, so a five-hundredth of the packets."""
    def frame(message):
        return wire.ether(wire.ROUTER, wire.ipv4("10.200.0.1", "10.200.0.9", 17, wire.udp(53, 1024, message)))
    both = [bytearray(frame(wire.pointers(1))), bytearray(frame(wire.loop(2, "loop.example.com")))]
    for number in range(max(20, size // 500)):
        one = both[number % 2]
        struct.pack_into(">H", one, 14 + 20 + 8, number & 0xFFFF)
        yield one


def asks(name, source="10.200.0.9"):
    return bytearray(wire.ether(b"\x02\x5a\x17\0\0\x99", wire.ipv4(source, "10.200.0.1", 17, wire.udp(
        4000, 53, wire.question(1, name)))))


def devices(size):
    """A MAC and an address of its own for each, all of which call home."""
    frame = asks(NAME)
    for number in range(size):
        struct.pack_into(">I", frame, OWN_MAC + 2, mixed(number))
        struct.pack_into(">I", frame, SOURCE, 10 << 24 | mixed(number) & 0x7FFFFF)
        yield frame


def subdomains(size):
    """One device, and a name that was never seen each time, all below a watched one."""
    frame = asks("x00000000.upd.kaspersky.com")
    at = bytes(frame).index(b"x00000000") + 1
    for number in range(size):
        frame[at:at + 8] = b"%08d" % number
        yield frame


# ---- What is expected ------------------------------------------------------------------------------------
def judge(cutoffd, capture, folder):
    """Alerts, coverage, peak octets, seconds of CPU time."""
    configuration = folder / "cutoffd.yaml"
    configuration.write_text(f"limits: {{devices: {DEVICES}}}\n", encoding="ascii")
    with (folder / "alerts").open("wb") as out, (folder / "errors").open("wb") as errors:
        child = subprocess.Popen([cutoffd, "replay", "-c", configuration, "--format", "json", "--coverage", folder / "coverage",
                                  capture], stdout=out, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    assert child.returncode == 0, (child.returncode, (folder / "errors").read_text()[-1000:])
    alerts = [json.loads(line) for line in (folder / "alerts").read_text().splitlines()]
    return alerts, json.loads((folder / "coverage").read_text()), usage.ru_maxrss * 1024, usage.ru_utime + usage.ru_stime


def is_real(alert):
    return alert["event"] == "opened" and alert["device"].get("mac") == "02:5a:17:00:00:17"


def only_real(alerts):
    assert [is_real(alert) for alert in alerts] == [True], collections.Counter(alert["event"] for alert in alerts)


def many_devices(alerts):
    opened = [alert["device"]["id"] for alert in alerts if alert["event"] == "opened"]
    assert len(opened) == len(set(opened)), "opened twice"
    assert len(opened) == DEVICES, len(opened)
    told = [alert["message"] for alert in alerts if alert["event"] == "sensor"]
    assert len(told) == 1 and "more devices contact watched services" in told[0], told[:3]


def one_device(alerts):
    flooding = [alert for alert in alerts if not is_real(alert)]
    assert sum(map(is_real, alerts)) == 1
    opened = [alert for alert in flooding if alert["event"] == "opened"]
    assert len(opened) == 1, [alert["event"] for alert in flooding][:9]


FLOODS = {
    "syns": (syns, only_real, AT_MOST),
    "half_open_hellos": (half_open_hellos, only_real, AT_MOST),
    "quic_without_end": (quic_without_end, only_real, AT_MOST),
    "fragments": (fragments, only_real, AT_MOST),
    "answers": (answers, only_real, AT_MOST),
    "subdomains": (subdomains, one_device, AT_MOST),
    # The last: its alerts make this script large, and a child's peak begins with its parent's size.
    "devices": (devices, many_devices, AT_MOST_WITH_DEVICES),
}


def flood(cutoffd, name, folder):
    make, expect, bound = FLOODS[name]
    path = folder / f"{name}.pcap"
    capture = Capture(path)
    size = SIZE * 10 if name == "syns" and LONG else SIZE
    count, contact = 0, list(real())
    coming = iter(contact)
    expected = max(20, size // 500) if name == "answers" else size
    # Half of the flood lies within the contact, but not more than the time for which rising evidence is waited for.
    between = max(1, min(expected // 2 // len(contact), BETWEEN_AT_MOST))
    begin = expected // 4
    if name == "devices":
        begin = DEVICES // 2  # while there is room for another
    for frame in make(size):
        if count >= begin and (count - begin) % between == 0 and (due := next(coming, None)):
            capture.put(due)
        capture.put(frame)
        count += 1
    assert next(coming, None) is None, f"{count} packets are too few to hold the contact"
    capture.file.close()
    alerts, coverage, peak, seconds = judge(cutoffd, path, folder)
    path.unlink()
    assert coverage["packets"] == count + len(contact), (coverage["packets"], count)
    found = next((alert["evidence"] for alert in alerts if is_real(alert)), "not found")
    print(f"{name}: {count} packets, {between} between two of the contact, {len(alerts)} alerts, real contact {found}, peak "
          f"{peak / MEBI:.0f} MiB, {seconds:.1f} s of CPU, {coverage['verdict']}", flush=True)
    assert found == "transferred" or coverage["reasons"], f"{found}, and coverage is {coverage}"
    expect(alerts)
    assert peak <= bound, f"{name}: {peak / MEBI:.0f} MiB, of {bound / MEBI:.0f}"
    assert seconds < 20 + count / 5_000, f"{name}: {seconds:.0f} s of CPU"


def main():
    if len(sys.argv) < 2 or set(sys.argv[2:]) - set(FLOODS):
        sys.exit(__doc__)
    cutoffd, failed = str(pathlib.Path(sys.argv[1]).resolve()), []
    with tempfile.TemporaryDirectory(prefix="cutoffd-flood-") as folder:
        for name in sys.argv[2:] or FLOODS:
            if name == "quic_without_end" and shutil.which("openssl") is None:
                print("quic_without_end: SKIPPED, there is no openssl here")
                continue
            try:
                flood(cutoffd, name, pathlib.Path(folder))
            except AssertionError as error:
                failed.append(name)
                print(f"{name}: {error}", file=sys.stderr, flush=True)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    main()
