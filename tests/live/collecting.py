"""Real collectors for the live tests: rsyslogd and syslog-ng, their keys, and what an alert should look like.

Needs tests/live/namespaces.py. Everything runs in one network namespace, on its loopback.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import tempfile
import time

from namespaces import Namespaces, peer, run, wait_for

IDLE = "idle"  # the interface that cutoffd watches: a wire on which nothing happens


class QuietPlace(Namespaces):
    def forget(self):
        """Removes the folder; CUTOFFD_KEEP=1 in the environment keeps it for whoever wants to look."""
        if os.environ.get("CUTOFFD_KEEP"):
            print(f"kept: {self.folder}")
        else:
            shutil.rmtree(self.folder, ignore_errors=True)


def quiet_place():
    """A namespace with a loopback for collectors and an interface for cutoffd to watch."""
    lab = QuietPlace(pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-live-")))
    lab.here = lab.namespace("c")
    run("ip", "-n", lab.here, "link", "add", IDLE, "type", "veth", "peer", "name", IDLE + "2")
    for port in (IDLE, IDLE + "2"):
        run("ip", "-n", lab.here, "link", "set", port, "up")
    return lab


def watch(lab, cutoffd, state, sinks, name="cutoffd", more=""):
    configuration = f"sensor: lab\nstate: {state}\n{more}sinks:\n" + "".join(f"  - {sink}\n" for sink in sinks)
    return lab.cutoffd(lab.here, cutoffd, name, configuration, "-i", IDLE)


def fill(program, state, what):
    """Writes alerts into the ledger; returns what was written, by sequence."""
    done = subprocess.run([program, str(state), str(what)], capture_output=True, check=True,
                          timeout=1800)  # a million takes its time on a busy machine
    return {line["sequence"]: line for line in map(json.loads, done.stdout.splitlines())}


class Keys:
    """An authority, a server's and a client's certificate, and a stranger's that nobody should trust."""

    def __init__(self, folder):
        self.folder = folder / "keys"
        if self.folder.exists():
            return  # made before, by the same test
        self.folder.mkdir()
        for authority in ("ca", "stranger"):
            run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days",
                "2", "-subj", f"/CN=Test {authority}", "-keyout", self.path(authority, "key"), "-out",
                self.path(authority, "pem"))
        self.issue("server", "ca")
        self.issue("client", "ca")
        self.issue("false", "stranger")

    def path(self, name, kind):
        return str(self.folder / f"{name}.{kind}")

    def issue(self, name, authority):
        extensions = self.folder / "extensions"
        extensions.write_text("subjectAltName=DNS:collector.example\n")
        run("openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj",
            "/CN=collector.example", "-keyout", self.path(name, "key"), "-out", self.path(name, "csr"))
        run("openssl", "x509", "-req", "-days", "2", "-CA", self.path(authority, "pem"), "-CAkey",
            self.path(authority, "key"), "-CAcreateserial", "-in", self.path(name, "csr"), "-extfile",
            str(extensions), "-out", self.path(name, "pem"))

    def tls(self, enabled=""):
        """The `tls` section of a sink that is known to the server and knows it."""
        return (f"{{{enabled}ca_file: {self.path('ca', 'pem')}, certificate_file: {self.path('client', 'pem')}, "
                f"key_file: {self.path('client', 'key')}, server_name: collector.example}}")


class Rsyslog:
    def __init__(self, lab, name="rsyslog"):
        self.lab, self.name, self.process = lab, name, None
        self.program = peer("rsyslogd")
        self.work = lab.folder / name
        self.work.mkdir(exist_ok=True)
        self.configuration = self.work / "rsyslog.conf"

    def start(self, configuration, *ports):
        """Returns when it listens at the TCP ports."""
        self.configuration.write_text(f'global(workDirectory="{self.work}" maxMessageSize="64k")\n' + configuration)
        arguments = ["-n", "-i", str(self.work / "pid"), "-f", str(self.configuration)]
        unpacked = os.environ.get("CUTOFFD_PEERS")
        if unpacked and self.program.startswith(unpacked):
            arguments += ["-M", str(next(pathlib.Path(unpacked).glob("usr/lib/*/rsyslog")))]
        (self.work / "pid").unlink(missing_ok=True)
        with open(self.lab.folder / f"{self.name}.err", "ab") as errors:
            self.process = self.lab.start(self.lab.here, self.program, *arguments, env=self.lab.env, stdout=errors,
                                          stderr=errors)
        listening(self.lab, self.process, ports)

    def lost(self):
        """Messages that it took and acknowledged, and that its own queue did not find again after it was killed."""
        said = (self.lab.folder / f"{self.name}.err").read_text(errors="replace")
        return sum(map(int, re.findall(r"lost (\d+) messages from diskqueue", said)))

    def signal(self, number):
        self.process.send_signal(number)

    def kill(self):
        """As a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()


class SyslogNg:
    def __init__(self, lab):
        self.lab = lab
        self.program = peer("syslog-ng")
        self.work = lab.folder / "syslog-ng"
        self.work.mkdir()

    def start(self, configuration, *ports):
        path = self.work / "syslog-ng.conf"
        head = "@version: 3.38\n"
        unpacked, env = os.environ.get("CUTOFFD_PEERS"), dict(self.lab.env)
        arguments = ["-F", "--no-caps", "-f", str(path), "-R", str(self.work / "persist"), "-c",
                     str(self.work / "control"), "-p", str(self.work / "pid")]
        if unpacked and self.program.startswith(unpacked):
            modules = str(next(pathlib.Path(unpacked).glob("usr/lib/syslog-ng/*")))
            arguments += ["--module-path", modules]
            env["LD_LIBRARY_PATH"] += ":" + str(pathlib.Path(modules).parent)
        path.write_text(head + configuration)
        with open(self.lab.folder / "syslog-ng.err", "ab") as errors:
            process = self.lab.start(self.lab.here, self.program, *arguments, env=env, stdout=errors,
                                     stderr=errors)
        listening(self.lab, process, ports)


def listening(lab, process, ports):
    def all_there():
        assert process.poll() is None, f"the collector ended with {process.returncode}"
        shown = run("ip", "netns", "exec", lab.here, "cat", "/proc/net/tcp").stdout.decode()
        return all(f":{port:04X} 00000000:0000 0A" in shown for port in ports)
    wait_for(f"a collector that listens at {ports}", all_there, 60)


def expected_fields(written, name):
    """The structured data that an alert of tests/delivery/fill_outbox should arrive with."""
    fields = {
        "event": written["event"], "incident": written["incident"],
        "group": f"{~int(written['incident'], 16) & 2**64 - 1:016x}", "sequence": str(written["sequence"]),
        "sensor": "tap-1", "severity": written["severity"], "rule": "us-icts-2021-002",
        "determination": "us-icts-2021-002", "cutoff": "2024-09-29T04:00:00.000000Z", "vendor": "kaspersky",
        "service": "update", "evidence": "transferred", "name": "s07.upd.kaspersky.com", "server_ip": "203.0.113.7",
        "server_port": "443", "device_id": "mac:02:00:00:00:00:11", "device_ip": "10.20.30.40,2001:db8::40",
        "device_mac": "02:00:00:00:00:11", "device_name": name, "device_vlan": "100,7", "device_identity": "mac",
        "behind": "10.20.30.1", "via": "10.20.30.2", "relay": "10.20.30.3", "first": "2024-10-02T08:13:53.000000Z",
        "last": written["time"], "count": str(written["count"]), "bytes_up": "1830",
        "bytes_down": str(written["bytes_down"]),
    }
    if written["blocked"]:
        fields["blocked"] = written["blocked"]
    return fields


def clean(octets):
    """What docs/alerts.md section 9 says becomes of text from the wire: U+FFFD for each octet that is not
    UTF-8, and for each control character."""
    out, at = "", 0
    while at < len(octets):
        for size in (1, 2, 3, 4):
            try:
                text = octets[at:at + size].decode("utf-8")
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                break
        else:
            out, at = out + "\ufffd", at + 1
            continue
        control = ord(text) < 0x20 or 0x7F <= ord(text) < 0xA0
        out, at = out + ("\ufffd" if control else text), at + size
    return out


def freeze(process):
    process.send_signal(signal.SIGSTOP)
    time.sleep(0.05)


def thaw(process):
    process.send_signal(signal.SIGCONT)
