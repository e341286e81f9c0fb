"""What the live tests share: network namespaces, the distribution's programs, cutoffd as a child.

Nothing leaves the machine. Exit code 77: not possible here, and why.
"""
import json
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time


def skip(why):
    print(f"SKIPPED: {why}")
    sys.exit(77)


def peer(name):
    """A program of the distribution, installed or unpacked below $CUTOFFD_PEERS."""
    unpacked = os.environ.get("CUTOFFD_PEERS")
    if unpacked:
        for folder in ("usr/sbin", "usr/bin", "sbin", "bin"):
            candidate = pathlib.Path(unpacked) / folder / name
            if candidate.exists():
                return str(candidate)
    found = shutil.which(name)
    return found or skip(f"{name} is not here (neither installed nor below $CUTOFFD_PEERS)")


def peer_environment():
    """Unpacked programs bring their libraries along."""
    env = dict(os.environ)
    unpacked = env.get("CUTOFFD_PEERS")
    if unpacked:
        root = pathlib.Path(unpacked)
        folders = [str(p) for p in root.glob("usr/lib/*-linux-gnu")] + [str(root / "usr/lib")]
        env["LD_LIBRARY_PATH"] = ":".join(folders + [env.get("LD_LIBRARY_PATH", "")])
    return env


def require(*programs):
    if os.geteuid() != 0:
        skip("network namespaces need root")
    for program in ("ip", *programs):
        if shutil.which(program) is None:
            skip(f"{program} is not installed")


def run(*command, **options):
    return subprocess.run(command, check=True, capture_output=True, timeout=30, **options)


def wait_for(what, condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} s in vain for {what}")


def stop(daemon):
    daemon.send_signal(signal.SIGTERM)
    code = daemon.wait(20)
    assert code == 0, f"cutoffd ended with {code}"


def json_lines(path):
    """The whole lines of a file that a running program writes."""
    if not path.exists():
        return []
    whole = path.read_bytes().rpartition(b"\n")[0]
    return [json.loads(line) for line in whole.splitlines()]


class Namespaces:
    """Namespaces of this process, what runs in them, and their end."""

    def __init__(self, folder):
        self.folder = folder
        self.env = peer_environment()
        self.names = []
        self.processes = []

    def namespace(self, name):
        """Makes one; returns the name that the system knows it by."""
        whole = f"cutoffd-{name}{os.getpid()}"
        try:
            run("ip", "netns", "add", whole)
        except (subprocess.CalledProcessError, FileNotFoundError):
            skip("network namespaces are not permitted here")
        self.names.append(whole)
        for family in ("all", "default"):
            self.sysctl(whole, f"net/ipv6/conf/{family}/disable_ipv6", "1")
        run("ip", "-n", whole, "link", "set", "lo", "up")
        return whole

    def sysctl(self, namespace, key, value):
        script = f"[ ! -e /proc/sys/{key} ] || echo {value} > /proc/sys/{key}"
        run("ip", "netns", "exec", namespace, "sh", "-c", script)

    @staticmethod
    def cable(one, one_port, other, other_port):
        """Two ends of a wire; both are up."""
        run("ip", "link", "add", one_port, "netns", one, "type", "veth", "peer", "name", other_port, "netns", other)
        for namespace, port in ((one, one_port), (other, other_port)):
            run("ip", "-n", namespace, "link", "set", port, "up")

    @staticmethod
    def address(namespace, port, *addresses):
        for address in addresses:
            run("ip", "-n", namespace, "addr", "add", address, "dev", port)

    @staticmethod
    def gateway(namespace, address):
        run("ip", "-n", namespace, "route", "add", "default", "via", address)

    @staticmethod
    def mac(namespace, port):
        shown = run("ip", "-n", namespace, "-j", "link", "show", port).stdout
        return json.loads(shown)[0]["address"]

    def start(self, namespace, *command, **options):
        options.setdefault("stdout", subprocess.DEVNULL)
        options.setdefault("stderr", subprocess.DEVNULL)
        process = subprocess.Popen(["ip", "netns", "exec", namespace, *command], **options)
        self.processes.append(process)
        return process

    def with_resolver(self, namespace, resolver, command, **options):
        """Runs a shell command there, with a resolver as the system's."""
        resolv = self.folder / f"resolv.{resolver}"
        resolv.write_text(f"nameserver {resolver}\noptions timeout:2 attempts:2\n")
        script = f"mount --bind {resolv} /etc/resolv.conf && {command}"
        options.setdefault("timeout", 60)
        return subprocess.run(["ip", "netns", "exec", namespace, "unshare", "-m", "sh", "-c", script],
                              capture_output=True, check=False, **options)

    def dnsmasq(self, namespace, listen, *options):
        """A DNS server that knows only what its options say."""
        return self.start(namespace, peer("dnsmasq"), "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv",
                          "--no-hosts", "--user=root", "--pid-file=", "--bind-interfaces",
                          f"--listen-address={listen}", *options, env=self.env)

    def https_server(self, namespace, page_octets):
        """openssl s_server on port 443; serves /page."""
        key, certificate = self.folder / "key.pem", self.folder / "certificate.pem"
        run("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", str(key), "-out", str(certificate), "-days", "2", "-subj", "/CN=lab.example")
        (self.folder / "page").write_bytes(b"x" * page_octets)
        return self.start(namespace, "openssl", "s_server", "-accept", "443", "-key", str(key), "-cert",
                          str(certificate), "-WWW", "-quiet", cwd=self.folder)

    def cutoffd(self, namespace, program, name, configuration, *arguments):
        """`cutoffd run`, returned when it says that it is ready. Files in the folder bear `name`."""
        path = self.folder / f"{name}.yaml"
        path.write_text(configuration)
        notify = self.folder / f"{name}.notify"
        notify.unlink(missing_ok=True)
        with open(self.folder / f"{name}.err", "ab") as errors:
            ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            ready.bind(str(notify))
            notify.chmod(0o666)  # whatever account the daemon has
            ready.settimeout(30)
            env = dict(os.environ, NOTIFY_SOCKET=str(notify))
            daemon = self.start(namespace, program, "run", "-c", str(path), *arguments, env=env, stdout=errors,
                                stderr=errors)
        while b"READY=1" not in ready.recv(4096):
            pass
        daemon.ready = ready  # kept: the daemon goes on telling its status
        return daemon

    def errors(self):
        return "".join(f"{path.name}: {path.read_text()}" for path in sorted(self.folder.glob("*.err")))

    def close(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.terminate()
        for process in self.processes:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
        for name in self.names:
            subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
