"""What the tests of faults share: a wire with devices that call home, cutoffd beside it, and the account of what was told.

Needs tests/live/namespaces.py. Devices are made up: each asks once for an update server, and so is one incident. Whatever
befalls the sensor, the account at the end is the same: every device opened exactly once, no sequence number missing.
"""
import contextlib
import json
import os
import pathlib
import resource
import shutil
import signal
import socket
import sqlite3
import struct
import subprocess
import sys
import tempfile
import time

from namespaces import Namespaces, require, run, wait_for

NEAR, FAR = "near", "far"  # the wire: cutoffd watches one end, the devices are at the other
NAME = b"s07.upd.kaspersky.com"
SETTLED = int(os.environ.get("CUTOFFD_WAIT", "240"))  # seconds; generous: the machine may be busy with other tests


def checksum(octets):
    total = sum(struct.unpack(f">{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def question(device):
    """A device asks for an update server: Ethernet, IPv4, UDP, DNS."""
    name = b"".join(bytes([len(label)]) + label for label in NAME.split(b".")) + b"\0"
    dns = struct.pack(">6H", device & 0xFFFF, 0x0100, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    udp = struct.pack(">4H", 40_000 + device % 20_000, 53, 8 + len(dns), 0) + dns
    head = struct.pack(">2B3H2BH", 0x45, 0, 20 + len(udp), device & 0xFFFF, 0, 64, 17, 0) + socket.inet_aton(
        address(device)) + socket.inet_aton("10.250.0.1")
    head = head[:10] + struct.pack(">H", checksum(head)) + head[12:]
    return b"\x02\0\0\0\0\x01" + b"\x02\0" + struct.pack(">I", device) + b"\x08\0" + head + udp


def address(device):
    return f"10.{1 + (device >> 16)}.{device >> 8 & 255}.{device & 255}"


def send_as_told():
    """In the namespace: each line of standard input is a port, the first device, how many, and how many a second."""
    for line in sys.stdin:
        port, *numbers = line.split()
        first, count, rate = map(int, numbers)
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW) as wire:
            wire.bind((port, 0))
            for device in range(first, first + count):
                wire.send(question(device))
                if device % 10 == 0:
                    time.sleep(10 / rate)
        print("sent", flush=True)


class Wire(Namespaces):
    """One namespace, one wire, one state directory."""

    def __init__(self, cutoffd):
        super().__init__(pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-fault-")))
        self.program = cutoffd
        self.state = self.folder / "state"
        self.log = self.folder / "alerts.log"
        self.sinks = [f"{{name: log, type: file, path: {self.log}, format: json}}"]
        self.more = ""
        self.before = ()  # words before the program: where and as whom it runs
        self.here = self.namespace("f")
        self.plug_in()
        self.sender = self.start(self.here, sys.executable, __file__, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.devices = 0  # so many have asked so far
        self.daemon = None

    def plug_in(self):
        self.cable(self.here, NEAR, self.here, FAR)

    # ---- Devices --------------------------------------------------------------------------------
    def tell_sender(self, first, count, rate, port):
        self.sender.stdin.write(f"{port} {first} {count} {rate}\n".encode())
        self.sender.stdin.flush()

    def sent(self):
        assert self.sender.stdout.readline() == b"sent\n", "the sender has ended"

    def ask(self, count, rate=500, port=FAR, wait=True):
        """So many devices that were silent until now."""
        self.tell_sender(self.devices, count, rate, port)
        self.devices += count
        if wait:
            self.sent()

    def ask_again(self, rate=500, port=FAR):
        """All of them once more: what was on the wire while nobody looked is seen now."""
        self.tell_sender(0, self.devices, rate, port)
        self.sent()

    # ---- The daemon -----------------------------------------------------------------------------
    def configure(self):
        path = self.folder / "cutoffd.yaml"
        path.write_text(f"sensor: lab\nstate: {self.state}\ncontrol: {self.folder}/control.sock\nsettle: 100ms\n"
                        f"heartbeat: off\n{self.more}sinks:\n" + "".join(f"  - {sink}\n" for sink in self.sinks))
        return path

    def launch(self, *before, limits=(), env=None, supervised=True):
        """`cutoffd run`, not waited for. Whoever is not supervised opens a lost interface again itself."""
        notify = self.folder / "notify"
        notify.unlink(missing_ok=True)
        ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        ready.bind(str(notify))
        ready.settimeout(SETTLED)

        def limit():
            for what, most in limits:
                resource.setrlimit(what, (most, most))

        env = dict(os.environ, **(env or {}))
        env.pop("NOTIFY_SOCKET", None)
        if supervised:
            env["NOTIFY_SOCKET"] = str(notify)
        with open(self.folder / "cutoffd.err", "ab") as errors:
            self.daemon = self.start(
                self.here, *before, self.program, "run", "-c", str(self.configure()), "-i", NEAR, stdout=errors,
                stderr=errors, preexec_fn=limit, env=env)
        self.daemon.ready = ready
        return self.daemon

    def up(self, *before, **options):
        """Returns when it says that it is ready."""
        daemon = self.launch(*before, **options)
        if not options.get("supervised", True):
            wait_for("an answer", self.status, SETTLED)
            return daemon
        while b"READY=1" not in daemon.ready.recv(4096):
            pass
        return daemon

    def kill(self):
        self.daemon.kill()
        self.daemon.wait()

    def end(self):
        self.daemon.terminate()
        code = self.daemon.wait(SETTLED)
        assert code == 0, f"cutoffd ended with {code}"

    def said(self):
        path = self.folder / "cutoffd.err"
        return path.read_text(errors="replace") if path.exists() else ""

    def waits_to_say(self, words):
        wait_for(f"the log to say '{words}'", lambda: words in self.said(), SETTLED)

    def status(self):
        done = subprocess.run([self.program, "status", "--json", "-c", str(self.folder / "cutoffd.yaml")],
                              capture_output=True, text=True, timeout=SETTLED, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else {}

    # ---- The account ----------------------------------------------------------------------------
    def alerts(self, log=None):
        """What came, by sequence; the same told twice is the same."""
        told = {}
        path = log or self.log
        for line in path.read_bytes().split(b"\n") if path.exists() else ():
            with contextlib.suppress(ValueError):  # cut by a kill, and then told again
                alert = json.loads(line)
                told.setdefault(alert["sequence"], alert)
                same = told[alert["sequence"]].get("incident") == alert.get("incident")
                assert same, f"one number, two alerts: {alert}"
        return told

    def opened(self, log=None):
        return [alert["device"]["ip"][0] for alert in self.alerts(log).values() if alert["event"] == "opened"]

    def sensor_told(self, words):
        return [a for a in self.alerts().values() if a["event"] == "sensor" and words in a["message"]]

    def waits_for_all(self, log=None):
        try:
            wait_for(f"{self.devices} devices to be told", lambda: len(self.opened(log)) >= self.devices, SETTLED)
        except AssertionError as error:
            raise AssertionError(f"{error}: {len(self.opened(log))} were; {self.status().get('sinks')}") from error

    def last_sequence(self, state=None):
        with contextlib.closing(sqlite3.connect(f"file:{state or self.state}/ledger.db?mode=ro", uri=True)) as ledger:
            assert ledger.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            last = ledger.execute("SELECT seq FROM sqlite_sequence WHERE name = 'alert'").fetchone()
            return last[0] if last else 0

    def account(self, log=None, state=None):
        """After the end: nothing lost, nothing twice."""
        opened = self.opened(log)
        assert len(opened) == len(set(opened)), f"opened twice: {sorted(o for o in opened if opened.count(o) > 1)[:5]}"
        missing = {address(device) for device in range(self.devices)} ^ set(opened)
        assert not missing, f"of {self.devices} devices not told, or invented: {sorted(missing)[:5]}"
        lost = set(range(1, self.last_sequence(state) + 1)) - set(self.alerts(log))
        assert not lost, f"written and not delivered: {sorted(lost)[:5]}"

    def close(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
        super().close()
        shutil.rmtree(self.folder, ignore_errors=True)


def cases(table, documentation):
    """SCRIPT CUTOFFD [CASE…]: each on a wire of its own. Exit code 1 after all were tried, if one failed."""
    if len(sys.argv) < 2 or set(sys.argv[2:]) - set(table):
        sys.exit(documentation)
    require("setpriv")
    cutoffd, failed = str(pathlib.Path(sys.argv[1]).resolve()), []
    for name in sys.argv[2:] or table:
        wire = Wire(cutoffd)
        began = time.monotonic()
        try:
            said = table[name](wire)
            print(f"{name}: {said or 'ok'} ({time.monotonic() - began:.1f} s)", flush=True)
        except SystemExit:  # skipped, and it said why
            pass
        except Exception as error:  # noqa: BLE001: the other cases are tried all the same
            failed.append(name)
            print(f"{name}: {type(error).__name__}: {error}\n{wire.errors()[-3000:]}", file=sys.stderr, flush=True)
        finally:
            wire.close()
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)


if __name__ == "__main__":
    send_as_told()
