#!/usr/bin/env python3
"""What `cutoffd explain` says of each device of the sample is what an operator finds in the capture by hand.

    explain_test.py CUTOFFD [unittest arguments]

The capture is read here a second time, by a reader that shares nothing with the program: who asked what, when, who was
connected to, how many octets went each way, and in which frame.
"""
import collections
import datetime
import ipaddress
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "office.pcap"
CUTOFF = 1727582400 * 1_000_000  # 2024-09-29T00:00:00-04:00, in microseconds
# Names of the sample that are the vendor's; what else is in it only looks alike.
VENDORS = (".kaspersky.com", ".kaspersky-labs.com", "securelist.com")
STEPS = ["asked", "resolved", "contacted", "answered", "transferred"]
CUTOFFD = ""

Frame = collections.namedtuple("Frame", "number micros vlan source_mac protocol source sport destination dport flags payload")


def frames(path):
    """What tcpdump -e would show of each IPv4 frame."""
    octets = path.read_bytes()
    at, number = 24, 0
    while at < len(octets):
        seconds, micros, length, _ = struct.unpack_from("<IIII", octets, at)
        frame, number = octets[at + 16:at + 16 + length], number + 1
        at += 16 + length
        vlan, kind = struct.unpack_from(">HH", frame, 14)
        if kind != 0x0800:
            continue
        packet = frame[18:18 + struct.unpack_from(">H", frame, 20)[0]]
        segment = packet[(packet[0] & 15) * 4:]
        sport, dport = struct.unpack_from(">HH", segment)
        tcp = packet[9] == 6
        yield Frame(number, seconds * 1_000_000 + micros, vlan & 0xFFF, frame[6:12].hex(":"), packet[9],
                    str(ipaddress.ip_address(packet[12:16])), sport, str(ipaddress.ip_address(packet[16:20])), dport,
                    segment[13] if tcp else 0, segment[(segment[12] >> 4) * 4:] if tcp else segment[8:])


def dns_name(message):
    labels, at = [], 12
    while message[at]:
        labels.append(message[at + 1:at + 1 + message[at]].decode())
        at += 1 + message[at]
    return ".".join(labels)


def server_name(stream):
    """Of a ClientHello: the text behind the extension's type, lengths and kind of name."""
    for at in range(len(stream) - 9):
        whole, listed, kind, length = struct.unpack_from(">HHBH", stream, at + 2)
        if stream[at:at + 2] == b"\0\0" and whole == listed + 2 == length + 5 and kind == 0 and length > 3:
            return stream[at + 9:at + 9 + length].decode()
    return None


class Device:
    """What the capture shows of one address."""

    def __init__(self):
        self.mac, self.vlan, self.hostname = None, None, None
        self.asked, self.answered = [], []  # (frame, name), (frame, name, address)
        self.streams = collections.OrderedDict()  # port and server → frames

    def connections(self):
        """(name, server, frames) of each that named a server."""
        for (port, server, server_port), all_frames in self.streams.items():
            up = b"".join(f.payload for f in all_frames if f.sport == port)
            name = server_name(up) if up[:1] == b"\x16" else None
            if name:
                yield name, f"{server}:{server_port}", all_frames


def devices_of(path):
    found = collections.defaultdict(Device)
    for frame in frames(path):
        for ip in (frame.source, frame.destination):
            if ip.startswith("10.20.30.") and ip != "10.20.30.1":
                take(found[ip], ip, frame)
    return found


def take(device, ip, frame):
    device.vlan = frame.vlan
    if frame.source == ip:
        device.mac = frame.source_mac
    if frame.dport == 68:
        options = frame.payload[240:]
        while options and options[0] != 255:
            if options[0] == 12:
                device.hostname = options[2:2 + options[1]].decode()
            options = options[2 + options[1]:]
    elif frame.dport == 53:
        device.asked.append((frame, dns_name(frame.payload)))
    elif frame.sport == 53:
        device.answered.append((frame, dns_name(frame.payload), str(ipaddress.ip_address(frame.payload[-4:]))))
    elif frame.protocol == 6:
        key = (frame.sport, frame.destination, frame.dport) if frame.source == ip else (frame.dport, frame.source, frame.sport)
        device.streams.setdefault(key, []).append(frame)


def micros(text):
    """Of a time that the program says: to the millisecond, cut."""
    moment = datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))
    return int(moment.timestamp()) * 1_000_000 + moment.microsecond


def same_millisecond(text, stamp):
    return micros(text) == stamp - stamp % 1000


def of_the_vendor(name):
    return ("." + name).endswith(VENDORS)


class ExplainTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-explain-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        subprocess.run([CUTOFFD, "replay", "--state", cls.folder / "state", SAMPLE], capture_output=True, check=True, timeout=120)
        cls.devices = devices_of(SAMPLE)
        cls.frames = {frame.number: frame for frame in frames(SAMPLE)}

    def explain(self, what):
        return subprocess.run([CUTOFFD, "explain", "--state", self.folder / "state", "--json", what], capture_output=True,
                              text=True, timeout=60, check=False)

    def facts(self, what):
        done = self.explain(what)
        self.assertEqual(done.returncode, 0, done.stderr)
        return json.loads(done.stdout)

    def watched(self):
        """Address and device of those that met the vendor's names."""
        return {ip: d for ip, d in self.devices.items() if any(of_the_vendor(name) for _, name in d.asked)}

    def test_the_office_has_nine_devices_of_which_six_met_the_vendor(self):
        self.assertEqual(len(self.devices), 9)
        self.assertEqual(len(self.watched()), 6)

    def test_who_it_is(self):
        for ip, device in self.watched().items():
            said = self.facts(ip)["device"]
            self.assertEqual((said["ip"], said["mac"], said["name"], said["vlan"]),
                             ([ip], device.mac, device.hostname, [str(device.vlan)]))
            self.assertEqual(self.facts(device.mac), self.facts(ip))
            self.assertEqual(self.facts(device.hostname), self.facts(ip))

    def test_the_names_with_their_times_and_servers(self):
        for ip, device in self.watched().items():
            said = {name["name"]: name for service in self.facts(ip)["services"] for name in service["names"]}
            self.assertEqual(set(said), {name for _, name in device.asked if of_the_vendor(name)})
            for name, facts in said.items():
                asked = [frame.micros for frame, one in device.asked if one == name]
                connected = [(server, f) for one, server, f in device.connections() if one == name]
                self.assertTrue(same_millisecond(facts["first"], min(asked)), (name, facts["first"]))
                # Asked twice within moments and then connected is one contact.
                self.assertLessEqual(facts["count"], len(asked) + len(connected))
                hellos = [frame.micros for _, f in connected for frame in f if frame.payload[:1] == b"\x16" or frame.flags == 0x18]
                self.assertIn(micros(facts["last"]), {stamp - stamp % 1000 for stamp in asked + hellos}, name)
                self.assertEqual(facts.get("server"), connected[-1][0] if connected else None, name)

    def test_the_octets_each_way_before_and_after_the_cutoff(self):
        for ip, device in self.watched().items():
            for service in self.facts(ip)["services"]:
                names = {name["name"] for name in service["names"]}
                for side in ("before", "after"):
                    mine = [f for name, _, f in device.connections()
                            if name in names and (f[0].micros < CUTOFF) == (side == "before")]
                    up = sum(len(frame.payload) for f in mine for frame in f if frame.source == ip)
                    down = sum(len(frame.payload) for f in mine for frame in f if frame.destination == ip)
                    said = service[side]
                    self.assertEqual((said.get("bytes_up", 0), said.get("bytes_down", 0)), (up, down), (ip, side))
                    asked = [frame for frame, name in device.asked if name in names and (frame.micros < CUTOFF) == (side == "before")]
                    self.assertEqual(said["count"] > 0, bool(asked), (ip, side))
                    if asked:
                        self.assertTrue(same_millisecond(said["first"], asked[0].micros), (ip, said["first"]))
                        self.assertEqual(micros(said["last"]) < CUTOFF, side == "before")

    def test_each_proof_is_in_the_frame_that_is_named(self):
        proved = 0
        for ip, device in self.watched().items():
            for service in self.facts(ip)["services"]:
                for line in service.get("incidents", []):
                    for proof in self.facts(line.split()[0])["proofs"]:
                        self.check_proof(ip, device, proof)
                        proved += 1
        self.assertEqual(proved, 10, "five steps, four and one")

    def check_proof(self, ip, device, proof):
        frame = self.frames[proof["frame"]]
        self.assertTrue(same_millisecond(proof["time"], frame.micros), proof)
        self.assertGreaterEqual(frame.micros, CUTOFF)
        step, name = proof["evidence"], proof["name"]
        if step == "asked":
            self.assertEqual((frame.source, frame.dport, dns_name(frame.payload)), (ip, 53, name))
        elif step == "resolved":
            self.assertEqual((frame.destination, frame.sport, dns_name(frame.payload)), (ip, 53, name))
            self.assertNotIn(frame.payload[-4:], (bytes(4), b"\x7f\0\0\1"))
        else:
            server = f"{frame.destination}:{frame.dport}" if frame.source == ip else f"{frame.source}:{frame.sport}"
            self.assertEqual(server, proof["server"])
            of = next(f for one, s, f in device.connections() if one == name and s == server and frame in f)
            before = [one for one in of if one.number <= frame.number]
            if step == "contacted":  # with this frame the hello is whole
                self.assertEqual(frame.source, ip)
                self.assertEqual(server_name(b"".join(one.payload for one in before if one.source == ip)), name)
            elif step == "answered":
                self.assertEqual((frame.source, bool(frame.payload)), (server.rpartition(":")[0], True))
            else:  # octets have gone both ways
                self.assertTrue(any(one.payload for one in before if one.source == ip))
                self.assertTrue(any(one.payload for one in before if one.destination == ip))

    def test_the_furthest_step_is_what_the_capture_shows(self):
        for ip, device in self.watched().items():
            for service in self.facts(ip)["services"]:
                names = {name["name"] for name in service["names"]}
                connected = any(name in names for name, _, _ in device.connections())
                said = max((STEPS.index(service[side]["evidence"]) for side in ("before", "after") if "evidence" in service[side]))
                self.assertEqual(said >= STEPS.index("contacted"), connected, ip)
                nowhere = {address for _, name, address in device.answered if name in names} == {"0.0.0.0"}
                self.assertEqual(STEPS[said] == "asked", nowhere, ip)

    def test_the_others_are_said_to_have_met_nobody(self):
        for ip in set(self.devices) - set(self.watched()):
            for what in (ip, self.devices[ip].mac):
                done = self.explain(what)
                self.assertEqual(done.returncode, 66)
                self.assertIn("no contact with a watched name was seen of it", done.stderr)
            for name in {name for _, name in self.devices[ip].asked}:
                self.assertNotIn("entries", self.facts(name), name)


if __name__ == "__main__":
    CUTOFFD = sys.argv.pop(1)
    unittest.main(verbosity=1)
