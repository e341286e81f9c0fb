#!/usr/bin/env python3
"""The Debian package in a fresh Debian with a systemd of its own: installed, started, killed, upgraded, purged.

    debian_test.py BUILD

BUILD is a folder with a finished build; the package is made of it. A Debian is made by debootstrap (which fetches it from the
distribution's mirror) and booted in namespaces. CUTOFFD_DEBIAN names a folder that keeps it, or has it from an earlier
run. Exit code 77: not possible here, and why.

Expected: lintian tells no error; the service is enabled, asks for an interface, starts, drops every capability, reloads, is
restarted by the watchdog, cannot reach an address that is denied; an upgrade keeps the ledger and the operator's
configuration and starts it anew; a purge leaves nothing but the account.
"""
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SETS = ("CapInh", "CapPrm", "CapEff", "CapAmb")
COLLECTOR, OTHER = "192.0.2.10", "192.0.2.99"


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(77)


def run(*command, **options):
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=900, check=False, **options)
    assert done.returncode == 0, f"{command}: {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
    return done.stdout


def wait_for(what, condition, seconds=40):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.3)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def mirror():
    """Where this machine's apt has Debian from."""
    for path in [pathlib.Path("/etc/apt/sources.list"), *pathlib.Path("/etc/apt/sources.list.d").glob("*")]:
        for line in path.read_text().splitlines() if path.is_file() else []:
            found = re.match(r"(?:URIs:\s*|deb\s+(?:\[.*?\]\s+)?)(\w+://\S+/debian/?)(\s|$)", line)
            if found:
                return found[1]
    skip("no mirror of Debian in /etc/apt")


def packages(build, folder):
    """The package, and the same with a higher version."""
    first = pathlib.Path(run(ROOT / "packaging" / "build-deb", "--prebuilt", build, folder).strip())
    opened = folder / "opened"
    run("dpkg-deb", "-R", first, opened)
    control = opened / "DEBIAN" / "control"
    text = control.read_text()
    version = re.search(r"^Version: (.*)", text, re.M)[1]
    control.write_text(text.replace(f"Version: {version}", f"Version: {version}+next"))
    second = folder / "next.deb"
    run("dpkg-deb", "-Zgzip", "-z1", "-b", "--root-owner-group", opened, second)
    return first, second


def lintian_has_no_error(package):
    if shutil.which("lintian") is None:
        print("lintian is not here: not asked")
        return
    done = subprocess.run(["lintian", "--allow-root", package], capture_output=True, text=True, timeout=300, check=False)
    errors = [line for line in done.stdout.splitlines() if line.startswith("E:")]
    assert not errors, errors


class Machine:
    """A Debian that is booted."""

    def __init__(self, folder, depends):
        self.root = folder / "debian"
        release = re.search(r"^VERSION_CODENAME=(\w+)", pathlib.Path("/etc/os-release").read_text(), re.M)[1]
        kept = pathlib.Path(os.environ.get("CUTOFFD_DEBIAN", folder / "none"))
        if kept.exists():
            run("cp", "-a", kept, self.root)
        else:
            self.make(release, depends)
            if "CUTOFFD_DEBIAN" in os.environ:
                run("cp", "-a", self.root, kept)
        self.process = subprocess.Popen(
            ["unshare", "--pid", "--mount", "--net", "--uts", "--ipc", "--cgroup", "--fork", "--kill-child",
             HERE / "boot", self.root], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.init = None
        wait_for("the machine", self.find_init)
        wait_for("systemd", lambda: self.does("systemctl", "is-system-running").strip() in ("running", "degraded"), 90)

    def make(self, release, depends):
        run("debootstrap", "--variant=minbase", "--include=systemd-sysv,iproute2", release, self.root, mirror())
        # By apt, since it knows alternatives and what another package provides; the machine itself has no network.
        shutil.copy("/etc/resolv.conf", self.root / "etc" / "resolv.conf")
        run("chroot", self.root, "apt-get", "-y", "-q", "--no-install-recommends", "satisfy", depends,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"})

    def find_init(self):
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        self.init = children[0] if children else None
        return self.init and pathlib.Path(f"/proc/{self.init}/comm").read_text().strip() == "systemd"

    def run(self, *command):
        return run("nsenter", "-t", self.init, "-a", *command)

    def does(self, *command):
        return subprocess.run(["nsenter", "-t", self.init, "-a", *command], capture_output=True, text=True, timeout=120,
                              check=False).stdout

    def install(self, package):
        shutil.copy(package, self.root / "root" / "package.deb")
        return self.run("dpkg", "-i", "/root/package.deb")

    def write(self, path, text):
        """Into the machine's own files, as its root."""
        run("nsenter", "-t", self.init, "-a", "sh", "-c", f"mkdir -p $(dirname {path}) && cat > {path}", input=text)

    def property(self, name):
        return self.does("systemctl", "show", "-P", name, "cutoffd").strip()

    def journal(self):
        return self.does("journalctl", "-u", "cutoffd", "--no-pager", "-o", "cat")

    def end(self):
        self.process.kill()
        self.process.wait()


def check_installed(machine, package):
    said = machine.install(package)
    assert "name the interface to watch" in said, said
    assert machine.does("systemctl", "is-enabled", "cutoffd").strip() == "enabled"
    assert machine.property("ActiveState") == "inactive", "what to watch only the operator knows"
    machine.run("cutoffd", "check", "--quiet")
    machine.run("id", "cutoffd")
    assert "No manual entry" not in machine.does("ls", "/usr/share/man/man8/cutoffd.8.gz")


def check_starts(machine):
    machine.run("ip", "link", "add", "veth-a", "type", "veth", "peer", "name", "veth-b")
    for port in ("veth-a", "veth-b"):
        machine.run("ip", "link", "set", port, "up")
    machine.run("ip", "addr", "add", "192.0.2.1/24", "dev", "veth-a")
    machine.write("/etc/cutoffd/conf.d/10-site.yaml",
                  "sensor: site\ninterfaces: [veth-a]\nheartbeat: 10s\nsinks:\n"
                  f"  - {{name: allowed, type: udp, host: {COLLECTOR}}}\n"
                  f"  - {{name: denied, type: udp, host: {OTHER}}}\n")
    machine.run("systemctl", "start", "cutoffd")
    assert machine.property("StatusText").startswith("watching veth-a: "), machine.property("StatusText")
    pid = machine.property("MainPID")
    status = machine.run("cat", f"/proc/{pid}/status")
    for name in SETS:
        assert int(re.search(rf"^{name}:\s*(\w+)", status, re.M)[1], 16) == 0, status
    assert re.search(r"^NoNewPrivs:\s*1", status, re.M) and re.search(r"^Seccomp:\s*2", status, re.M), status
    assert int(re.search(r"^Uid:\s*(\d+)", status, re.M)[1]) != 0
    # Its own filter too, though the unit's lets through no seccomp(2).
    assert "no filter of system calls" not in (said := machine.run("journalctl", "-u", "cutoffd")), said
    assert "refused to filter" not in said, said

    def states():
        return [one["state"] for one in json.loads(machine.run("cutoffd", "status", "--json"))["interfaces"]]
    wait_for("the interface", lambda: states() == ["up"])  # it is looked at once a second
    resident = int(re.search(r"^VmRSS:\s*(\d+)", status, re.M)[1])
    print(f"resident: {resident // 1024} MiB")


def check_shunt(machine):
    """The oneshot lays the shunt ready, and the service, which may not load it, takes it into force."""
    unit = machine.run("systemctl", "cat", "cutoffd-nic@veth\\x2da")
    # No device unit is here to wait for: nothing tells this systemd of devices.
    machine.write("/etc/systemd/system/cutoffd-nic@.service",
                  "".join(line for line in unit.splitlines(True) if "sys-subsystem-net-devices" not in line))
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "cutoffd-nic@veth\\x2da")
    said = machine.does("journalctl", "-u", "cutoffd-nic@*", "--no-pager", "-o", "cat")
    assert machine.does("findmnt", "-n", "-o", "FSTYPE", "/run/bpf/cutoffd").strip() == "bpf", said
    machine.run("systemctl", "restart", "cutoffd")

    def filters():  # of the interface, once it was looked at
        found = json.loads(machine.run("cutoffd", "status", "--json"))["interfaces"]
        return found[0]["kernel_filter"] if found else {}
    wait_for("the kernel filter", filters)
    assert filters()["name"] == "shunt" and filters()["pinned"], (filters(), said)
    machine.run("systemctl", "stop", "cutoffd-nic@veth\\x2da")
    assert "veth-a" not in machine.does("ls", "/run/bpf/cutoffd"), "nothing stays pinned"
    machine.run("systemctl", "restart", "cutoffd")
    wait_for("the kernel filter", filters)
    assert filters()["name"] == "classic", filters()
    print("the oneshot pinned the shunt, the service used it")


def check_reloads(machine):
    pid = machine.property("MainPID")
    machine.run("systemctl", "reload", "cutoffd")
    wait_for("the reload", lambda: "reloaded; what changed" in machine.journal())
    machine.write("/etc/cutoffd/conf.d/20-mistake.yaml", "senser: x\n")
    machine.run("systemctl", "reload", "cutoffd")
    wait_for("the refusal", lambda: "not reloaded" in machine.journal())
    assert machine.property("MainPID") == pid and machine.property("ActiveState") == "active"
    machine.run("rm", "/etc/cutoffd/conf.d/20-mistake.yaml")


def check_watchdog(machine):
    machine.write("/etc/systemd/system/cutoffd.service.d/10-quick.conf", "[Service]\nWatchdogSec=3s\n")
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", "cutoffd")
    pid = machine.property("MainPID")
    time.sleep(8)
    assert machine.property("MainPID") == pid, "it is fed"
    machine.run("sh", "-c", f"kill -STOP {pid}")
    wait_for("another process", lambda: machine.property("MainPID") not in ("0", pid)
             and machine.property("ActiveState") == "active")
    assert int(machine.property("NRestarts")) >= 1


def check_denied_address(machine):
    source = ROOT / "systemd" / "collectors-only.conf"
    machine.write("/etc/systemd/system/cutoffd.service.d/20-collectors.conf", source.read_text())
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "restart", "cutoffd")

    def failures():
        sinks = json.loads(machine.run("cutoffd", "status", "--json"))["sinks"]
        return {sink["name"]: sink for sink in sinks}
    wait_for("the refusal", lambda: "not permitted" in json.dumps(failures()["denied"]) + machine.journal())
    assert "not permitted" not in json.dumps(failures()["allowed"]), failures()


def contacts(machine):
    """What the ledger counts of each device: unlike its state, time does not change it."""
    lines = [json.loads(line) for line in machine.run("cutoffd", "devices", "--json").splitlines()]
    return {(d["device"]["id"], d["service"]): (d["before"]["count"], d["after"]["count"]) for d in lines}


def check_upgrade(machine, package):
    machine.run("systemctl", "stop", "cutoffd")
    (machine.root / "root").mkdir(exist_ok=True)
    shutil.copy(ROOT / "samples" / "office.pcap", machine.root / "root" / "office.pcap")
    machine.run("cutoffd", "replay", "--state", "/var/lib/cutoffd", "/root/office.pcap")
    machine.run("chown", "-R", "cutoffd:cutoffd", "/var/lib/cutoffd")
    known = contacts(machine)
    assert len(known) >= 6, known
    machine.write("/etc/cutoffd/cutoffd.yaml", "# mine\nlog: {level: info}\n")
    machine.run("systemctl", "start", "cutoffd")
    pid = machine.property("MainPID")
    machine.install(package)
    assert machine.property("ActiveState") == "active" and machine.property("MainPID") != pid, "started anew"
    assert contacts(machine) == known, "the ledger outlives it"
    assert machine.run("cat", "/etc/cutoffd/cutoffd.yaml").startswith("# mine"), "so does the configuration"


def check_purge(machine):
    machine.run("dpkg", "-r", "cutoffd")
    state = machine.property("ActiveState")
    assert state == "inactive", f"{state}: {machine.does('systemctl', 'status', '--no-pager', 'cutoffd')}"
    machine.run("test", "-e", "/var/lib/cutoffd/ledger.db")
    machine.run("dpkg", "--purge", "cutoffd")
    for place in ("/var/lib/cutoffd", "/etc/cutoffd/cutoffd.yaml", "/usr/share/cutoffd", "/run/cutoffd",
                  "/etc/systemd/system/multi-user.target.wants/cutoffd.service"):
        assert not machine.does("sh", "-c", f"ls -d {place} 2>/dev/null"), place
    # What the operator wrote is the operator's.
    machine.run("test", "-e", "/etc/cutoffd/conf.d/10-site.yaml")


def main():
    if os.geteuid() != 0:
        skip("a chroot and namespaces need root")
    for program in ("debootstrap", "dh", "dpkg-deb", "unshare", "nsenter"):
        if shutil.which(program) is None:
            skip(f"{program} is not installed")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-debian-"))
    machine = None
    try:
        first, second = packages(sys.argv[1], folder)
        lintian_has_no_error(first)
        machine = Machine(folder, run("dpkg-deb", "-f", first, "Depends").strip())
        check_installed(machine, first)
        check_starts(machine)
        check_shunt(machine)
        check_reloads(machine)
        check_watchdog(machine)
        check_denied_address(machine)
        check_upgrade(machine, second)
        check_purge(machine)
        print("ok: installed, started, with a pinned shunt, reloaded, restarted by the watchdog, kept from a denied address, upgraded, purged")
    except AssertionError:
        if machine:
            print(machine.journal()[-3000:], file=sys.stderr)
        raise
    finally:
        if machine:
            machine.end()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    main()
