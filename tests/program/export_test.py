#!/usr/bin/env python3
"""`cutoffd watchlist export` for every target: which names it matches, and what the target's own programs say.

    export_test.py CUTOFFD [unittest arguments]

A small list has every kind of entry, exempt names inside of listed ones and listed ones inside of those. What a
target cannot express is listed below with the names that it gets wrong; it must have warned.
"""
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import export_readers

ROOT = pathlib.Path(__file__).resolve().parents[2]
CUTOFFD = ""
PEERS = pathlib.Path(os.environ.get("CUTOFFD_PEERS", "/nonexistent"))

WATCHLIST = """
vendor: acme
title: "Acme \\"quoted\\"; it's | odd"
date: "2026-11-20"
services: {update: Firmware, information: Web site}
sources:
  book: {title: "A \\"book\\";\\nof two lines", address: "https://acme.example/book?a=1;b", retrieved: "2026-11-20"}
entries:
  - {exact: touch.v.example, service: update, source: book}
  - {suffix: upd.v.example, service: update, source: book}
  - {exact: web.upd.v.example, service: information}
  - {exact: also.upd.v.example, service: update}
  - {suffix: site.upd.v.example, service: information}
  - {exact: back.site.upd.v.example, service: update}
  - {family: "s[00-03].fw.v.example", service: update}
  - {exact: s02.fw.v.example, service: information}
  - {suffix: "*.below.v.example", service: update}
  - {suffix: parted.v.example, service: update}
  - {exact: parted.v.example, service: information}
  - {glob: "node-*-x.v.example", service: update}
  - {suffix: v.example, service: information}
  - {exact: maybe.v.example, service: update, confidence: inferred}
  - {address: 192.0.2.0/24, service: update}
  - {address: 192.0.2.128/25, service: information}
  - {address: "2001:db8::/32", service: update}
  - {path: /firmware.bin, service: update}
"""
DETERMINATION = """
title: End of updates
authority: IT
citation: "Ticket 1"
vendor: acme
enabled: true
activities: [{id: updates, title: Updates, from: "2026-01-01T00:00:00+01:00", services: [update]}]
exempt: [information]
"""
LISTED = ["touch.v.example", "upd.v.example", "a.upd.v.example", "a.b.upd.v.example", "also.upd.v.example",
          "back.site.upd.v.example", "s00.fw.v.example", "s03.fw.v.example", "x.below.v.example",
          "x.y.below.v.example", "x.parted.v.example", "node-1-x.v.example"]
# Exempt or unknown; and what merely looks alike.
NOT_LISTED = ["web.upd.v.example", "site.upd.v.example", "x.site.upd.v.example", "s02.fw.v.example",
              "s04.fw.v.example", "s000.fw.v.example", "below.v.example", "parted.v.example", "node--x.v.example",
              "node-1.2-x.v.example", "v.example", "maybe.v.example", "www.v.example", "x.touch.v.example",
              "nottouch.v.example", "not-touch.v.example", "notupd.v.example", "not-upd.v.example",
              "touch.v.example.evil.example", "upd.v.example.evil.example", "touchxv.example", "updxv.example",
              "xback.site.upd.v.example", "xnode-1-x.v.example", "node-1-xx.v.example", "notbelow.v.example",
              "xs00.fw.v.example", "kaspersky.com", "notkaspersky.com", "example", "v.example.com"]
BOTH = "for both|both are found|is blocked with"
WHOLE = {"those below are not in it": "a.upd a.b.upd", "left out": "x.below x.y.below x.parted node-1-x"}
# The names that a target gets wrong, by what it warned of.
WRONG = {
    "suricata": {}, "snort": {}, "sigma": {}, "adguard": {},
    "suricata-dataset": WHOLE, "zeek": WHOLE, "hosts": WHOLE,
    "pihole": {"allowlist": "web.upd site.upd x.site.upd xback.site.upd", "is blocked with": "below parted",
               "left out": "node-1-x"},
    "maltrail": {"whitelist": "web.upd site.upd x.site.upd xback.site.upd", BOTH: "below parted x.touch",
                 "left out": "node-1-x"},
    "dnsmasq": {BOTH: "below parted x.touch", "left out": "node-1-x"},
    "unbound": {BOTH: "below parted", "left out": "node-1-x"},
    "rpz": {"left out": "node-1-x"},
}
COMMENT = {"adguard": "!", "rpz": ";", "suricata-dataset": None}


def cutoffd(*arguments):
    return subprocess.run([CUTOFFD, *map(str, arguments)], capture_output=True, timeout=60, check=False, text=True)


def peer(name):
    for folder in ("usr/sbin", "usr/bin"):
        if (PEERS / folder / name).exists():
            return str(PEERS / folder / name)
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def environment():
    folders = [*map(str, PEERS.glob("usr/lib/*-linux-gnu")), os.environ.get("LD_LIBRARY_PATH", "")]
    return dict(os.environ, LD_LIBRARY_PATH=":".join(folders))


def peer_run(*command):
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment())


class ExportTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-export-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)
        (cls.folder / "acme.yaml").write_text(WATCHLIST)
        (cls.folder / "end.yaml").write_text(DETERMINATION)
        cls.configuration = cls.folder / "cutoffd.yaml"
        cls.configuration.write_text(f"watchlists: [{cls.folder}/acme.yaml]\ndeterminations: [{cls.folder}/end.yaml]\n")

    def export(self, target, *arguments):
        done = cutoffd("watchlist", "export", "--to", target, "-c", self.configuration, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def needs(self, program):
        found = peer(program)
        if found is None:
            self.skipTest(f"{program} is not here")
        return found


class WhatIsMatched(ExportTest):
    def check(self, target, reader):
        done = self.export(target)
        matches = reader(done.stdout)
        warned = [line for line in done.stderr.splitlines() if "warning:" in line]
        wrong = set()
        for warning, names in WRONG[target].items():
            self.assertTrue(any(re.search(warning, line) for line in warned), (warning, warned))
            wrong |= {f"{name}.v.example" for name in names.split()}
        for name in LISTED:
            self.assertEqual(bool(matches(name)), name not in wrong, f"{target}: {name}")
        for name in NOT_LISTED:
            self.assertEqual(bool(matches(name)), name in wrong, f"{target}: {name}")
        if target in ("suricata", "snort", "sigma", "adguard"):
            self.assertEqual(warned, [], "nothing is lost there")

    def test_each_target(self):
        for target in WRONG:
            with self.subTest(target):
                self.check(target, getattr(export_readers, target.replace("-", "_")))

    def test_each_buffer_of_suricata_and_each_port_of_snort(self):
        for sticky in ("tls.sni", "quic.sni", "http.host"):
            self.check("suricata", lambda text, sticky=sticky: export_readers.suricata(text, sticky))
        self.check("snort", lambda text: export_readers.snort(text, 443))

    def test_look_alikes_of_the_shipped_list_are_never_matched(self):
        alike = [line for line in (ROOT / "tests/golden/lookalikes.txt").read_text().split("\n")
                 if line and not line.startswith("#")]
        for target in WRONG:
            for all_services in ([], ["--all"]):
                done = cutoffd("watchlist", "export", "--to", target, "--watchlist", "kaspersky", *all_services)
                matches = getattr(export_readers, target.replace("-", "_"))(done.stdout)
                self.assertEqual([name for name in alike + ["notkaspersky.com", "www.notkaspersky.com"]
                                  if matches(name)], [], target)
                self.assertTrue(matches("touch.kaspersky.com"), target)

    def test_addresses(self):
        done = self.export("nftables")
        self.assertRegex(done.stdout, r"set vendor4 \{[^}]*elements = \{[^}]*192\.0\.2\.0/24")
        self.assertRegex(done.stdout, r"set exempt4 \{[^}]*elements = \{[^}]*192\.0\.2\.128/25")
        self.assertRegex(done.stdout, r"set vendor6 \{[^}]*elements = \{[^}]*2001:db8::/32")
        self.assertIn("knows no names", done.stderr)


class WhatIsSaid(ExportTest):
    def test_cutoff_and_source_stand_in_comments(self):
        for target in (*WRONG, "nftables"):
            done = self.export(target)
            comment = COMMENT.get(target, "#")
            said = done.stderr if comment is None else "\n".join(
                line for line in done.stdout.splitlines() if line.strip().startswith(comment))
            self.assertIn("2025-12-31T23:00:00Z", said, target)
            self.assertIn("end (Ticket 1)", said, target)
            if comment is not None and target != "nftables":
                self.assertIn("https://acme.example/book?a=1;b", said, target)
            for warning in re.findall(r"warning: (.*)", done.stderr):
                if comment is not None:
                    self.assertIn(f"{comment} WARNING: {warning}", done.stdout, target)

    def test_the_same_octets_every_time_and_in_a_file(self):
        for target in (*WRONG, "nftables"):
            once = self.export(target)
            path = self.folder / f"out.{target}"
            again = self.export(target, "-o", path)
            self.assertEqual(again.stdout, "")
            self.assertEqual(path.read_text(), once.stdout)

    def test_services_can_be_chosen(self):
        names = lambda *arguments: export_readers.hosts(self.export("hosts", *arguments).stdout)
        self.assertTrue(names("--service", "information")("web.upd.v.example"))
        self.assertFalse(names("--service", "information")("touch.v.example"))
        everything = names("--all")
        for name in ("web.upd.v.example", "touch.v.example", "maybe.v.example"):
            self.assertTrue(everything(name), name)
        self.assertFalse(names()("maybe.v.example"), "what is merely inferred opens no incident either")

    def test_a_list_that_is_not_in_use(self):
        done = cutoffd("watchlist", "export", "--to", "hosts", "--watchlist", "hikvision", "--service", "cloud")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertTrue(export_readers.hosts(done.stdout)("litedev.hik-connect.com"))
        self.assertFalse(export_readers.hosts(done.stdout)("touch.kaspersky.com"))

    def test_mistakes(self):
        for mistake in (["--to", "xml"], [], ["--to", "hosts", "--all", "--service", "update"],
                        ["--to", "hosts", "--service", "updates"], ["--to", "hosts", "--watchlist", "hikvision"]):
            done = cutoffd("watchlist", "export", *mistake)
            self.assertEqual(done.returncode, 64, mistake)
            self.assertTrue(done.stderr)
        self.assertEqual(cutoffd("watchlist", "export", "--to", "hosts", "--watchlist", "nobody").returncode, 78)
        self.assertEqual(cutoffd("watchlist", "export", "--to", "hosts", "-o", "/nonexistent/x").returncode, 73)
        self.assertEqual(cutoffd("watchlist", "export", "--to", "hosts", "-o", "/dev/full").returncode, 74)

    def test_help_teaches(self):
        for command in (["watchlist"], ["watchlist", "export"]):
            self.assertIn("Examples:", cutoffd(*command, "--help").stdout)

    def test_the_document_has_every_target(self):
        document = (ROOT / "docs/watchlists.md").read_text(encoding="utf-8")
        for target in (*WRONG, "nftables"):
            self.assertIn(f"| `{target}` |", document)


class TheProgramsThemselves(ExportTest):
    """Their own checkers, on the small list and on the shipped one."""

    def files(self, target):
        for name, arguments in (("small", ["-c", self.configuration]), ("shipped", []), ("all", ["--all"])):
            path = self.folder / f"{name}.{target}"
            done = cutoffd("watchlist", "export", "--to", target, "-o", path, *arguments)
            self.assertEqual(done.returncode, 0, done.stderr)
            yield path

    def accept(self, target, *command):
        for path in self.files(target):
            done = peer_run(*command, str(path))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_named_checkzone(self):
        self.accept("rpz", self.needs("named-checkzone"), "rpz.cutoffd")

    def test_dnsmasq(self):
        self.accept("dnsmasq", self.needs("dnsmasq"), "--test", "-C")

    def test_unbound_checkconf(self):
        checker = self.needs("unbound-checkconf")
        for path in self.files("unbound"):
            outer = self.folder / "unbound.conf"
            outer.write_text(f'server:\n  directory: "{self.folder}"\n  chroot: ""\n  username: ""\n'
                             f'include: "{path}"\n')
            done = peer_run(checker, str(outer))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_nft(self):
        nft = self.needs("nft")
        if os.geteuid() != 0 or peer_run("unshare", "-n", nft, "list", "ruleset").returncode != 0:
            self.skipTest("nft needs root, a network namespace and nf_tables")
        self.accept("nftables", "unshare", "-n", nft, "-c", "-f")

    def test_suricata(self):
        suricata = self.needs("suricata")
        self.accept("suricata", suricata, "-T", "-l", str(self.folder), "-S")


class Resolver:
    """Answers every question with one address: what is not blocked comes through."""

    def __init__(self):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                question, sender = self.socket.recvfrom(4096)
            except OSError:
                return
            end = 12
            while question[end]:
                end += question[end] + 1
            asked = question[12:end + 5]
            is_a = asked[-4:-2] == b"\0\1"
            answer = question[:2] + bytes.fromhex("81800001") + bytes([0, int(is_a)]) + bytes(4) + asked
            if is_a:
                answer += bytes.fromhex("c00c000100010000003c0004cb007101")
            self.socket.sendto(answer, sender)


def ask(port, name):
    """True if the name has an address; None without an answer."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker:
        asker.settimeout(1)
        asker.sendto(bytes.fromhex("123401000001000000000000") + export_readers.wire(name) + b"\0\1\0\1",
                     ("127.0.0.1", port))
        try:
            return int.from_bytes(asker.recv(4096)[6:8], "big") > 0
        except (TimeoutError, ConnectionError):
            return None


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Answered(ExportTest):
    """dnsmasq and unbound answer with what was exported: exactly as the readers say."""

    def setUp(self):
        self.upstream = Resolver()
        self.addCleanup(self.upstream.socket.close)
        self.port = free_port()

    def run_and_ask(self, target, *command):
        process = subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        self.addCleanup(process.stderr.close)
        end = time.monotonic() + 20
        while ask(self.port, "www.example.net") is not True:
            if process.poll() is not None or time.monotonic() > end:
                self.fail(f"{target} does not answer: {process.stderr.read() if process.poll() is not None else ''}")
            time.sleep(0.05)
        blocked = getattr(export_readers, target)(self.export(target).stdout)
        for name in LISTED + NOT_LISTED:
            self.assertEqual(ask(self.port, name), not blocked(name), name)

    def test_dnsmasq(self):
        program, path = self.needs("dnsmasq"), self.folder / "live.dnsmasq"
        self.export("dnsmasq", "-o", path)
        self.run_and_ask("dnsmasq", program, "--keep-in-foreground", "--no-resolv", "--no-hosts", "--user=",
                         f"--server=127.0.0.1#{self.upstream.port}", "--listen-address=127.0.0.1", "--bind-interfaces",
                         f"--port={self.port}", "--pid-file=", "-C", str(path))

    def unbound(self, extra, modules="iterator"):
        path = self.folder / "live.unbound.conf"
        path.write_text(
            f'server:\n  directory: "{self.folder}"\n  chroot: ""\n  username: ""\n  pidfile: ""\n  use-syslog: no\n'
            f'  interface: 127.0.0.1@{self.port}\n  do-not-query-localhost: no\n  module-config: "{modules}"\n'
            f'  do-daemonize: no\n{extra}\nforward-zone:\n  name: "."\n  forward-addr: 127.0.0.1@{self.upstream.port}\n')
        return self.needs("unbound"), "-d", "-c", str(path)

    def test_unbound(self):
        self.needs("unbound")
        path = self.folder / "live.unbound"
        self.export("unbound", "-o", path)
        self.run_and_ask("unbound", *self.unbound(f'include: "{path}"'))

    def test_rpz_in_unbound(self):
        self.needs("unbound")
        path = self.folder / "live.rpz"
        self.export("rpz", "-o", path)
        self.run_and_ask("rpz", *self.unbound(f'rpz:\n  name: "rpz.cutoffd."\n  zonefile: "{path}"', "respip iterator"))


if __name__ == "__main__":
    CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
