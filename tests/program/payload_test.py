#!/usr/bin/env python3
"""What people say stays with them: names, times, counts and addresses are kept, and nothing of what was in the packets else.

    payload_test.py CUTOFFD

A device asks an update server over HTTP, with a query, a cookie, a password, a body; is answered with a body; and speaks TLS.
Each of these holds a word of its own. No alert of any format, no line about devices, no coverage and no octet of the ledger
has one; `cutoffd observe`, which shows names as they are seen, shows no more than a request's path.
"""
import json
import pathlib
import struct
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests/floods"))
import octets as wire  # noqa: E402

CUTOFFD = str(pathlib.Path(sys.argv[1]).resolve())
BEGIN = 1_727_856_000  # 2024-10-02T08:00:00Z
DEVICE, MAC, SERVER = "10.200.0.7", b"\x02\x5a\x17\0\0\x17", "198.51.100.7"
NAME = "dnl-03.geo.kaspersky.com"
WORDS = [f"zq{word}9x7" for word in ("query", "cookie", "password", "field", "body", "answer", "header", "sealed")]
REQUEST = (f"POST /index/u1313g.xml?session={WORDS[0]} HTTP/1.1\r\nHost: {NAME}\r\nCookie: id={WORDS[1]}\r\n"
           f"Authorization: Basic {WORDS[2]}\r\nX-Field: {WORDS[3]}\r\nContent-Length: 40\r\n\r\n"
           f"{WORDS[4]:<40}").encode()
ANSWER = f"HTTP/1.1 200 OK\r\nSet-Cookie: {WORDS[6]}\r\nContent-Length: 9000\r\n\r\n".encode() + WORDS[5].encode() * 600


class Capture:
    def __init__(self, path):
        self.file, self.at = path.open("wb"), 0
        self.file.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262_144, 1))

    def put(self, frame):
        self.at += 1
        self.file.write(struct.pack("<4I", BEGIN, self.at * 1000, len(frame), len(frame)) + frame)

    def up(self, payload):
        self.put(wire.ether(MAC, payload))

    def down(self, payload):
        self.put(wire.ether(wire.ROUTER, payload, MAC))

    def connection(self, port, server_port, said, answered):
        """Handshake, what the client says, what the server says."""
        self.up(wire.ipv4(DEVICE, SERVER, 6, wire.tcp(port, server_port, 1_000, 0, wire.SYN)))
        self.down(wire.ipv4(SERVER, DEVICE, 6, wire.tcp(server_port, port, 5_000, 1_001, wire.SYN | wire.ACK)))
        sequence, other = 1_001, 5_001
        for piece in said:
            self.up(wire.ipv4(DEVICE, SERVER, 6, wire.tcp(port, server_port, sequence, other, wire.ACK, piece)))
            sequence += len(piece)
        for at in range(0, len(answered), 1400):
            piece = answered[at:at + 1400]
            self.down(wire.ipv4(SERVER, DEVICE, 6, wire.tcp(server_port, port, other + at, sequence, wire.ACK, piece)))


def write(path):
    capture = Capture(path)
    capture.connection(40_001, 80, [REQUEST], ANSWER)
    sealed = b"\x17\x03\x03" + struct.pack(">H", 900) + (WORDS[7].encode() * 100)[:900]
    capture.connection(40_002, 443, [wire.tls_record(wire.hello("s07.upd.kaspersky.com", 7)), sealed], sealed * 9)
    capture.file.close()
    assert all(word.encode() in path.read_bytes() for word in WORDS), "each is on the wire"


def cutoffd(*arguments):
    done = subprocess.run([CUTOFFD, *map(str, arguments)], capture_output=True, timeout=120, check=True)
    return done.stdout + done.stderr


def holds_none(what, octets):
    found = [word for word in WORDS if word.encode() in octets]
    assert not found, f"{what} holds {found}"


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        capture = folder / "some.pcap"
        write(capture)
        for form in ("text", "json", "rfc5424", "rfc3164", "eve", "ecs", "cef", "leef"):
            told = cutoffd("replay", "--format", form, "--state", folder / form, "--coverage", folder / f"{form}.coverage", capture)
            assert b"kaspersky.com" in told, told
            holds_none(form, told)
            holds_none("coverage", (folder / f"{form}.coverage").read_bytes())
            ledger = b"".join(file.read_bytes() for file in sorted((folder / form).iterdir()))
            assert NAME.encode() in ledger
            holds_none("the ledger", ledger)
        holds_none("devices", cutoffd("devices", "--json", "--state", folder / "json"))
        holds_none("the report", cutoffd("report", "--state", folder / "json"))
        seen = [json.loads(line) for line in cutoffd("observe", "--json", capture).splitlines()]
        assert {"http_host", "tls_sni"} <= {line["kind"] for line in seen}, seen
        for line in seen:
            path = line.pop("path", "")
            assert path in ("", "/index/u1313g.xml", f"/index/u1313g.xml?session={WORDS[0]}"), path
            holds_none("observe", json.dumps(line).encode())
    print("ok: names, times, counts and addresses")


if __name__ == "__main__":
    main()
