"""A capture of an office of fifty devices and two years: what the page's tests and pictures show.

    fifty_devices.py FILE [DEVICES]

Ends a few minutes before now. Some names are what an attacker would call his device.
"""
import importlib.machinery
import importlib.util
import pathlib
import random
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parents[2]
loader = importlib.machinery.SourceFileLoader("make_sample", str(ROOT / "tools" / "make-sample"))
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_loader("make_sample", loader)
make_sample = importlib.util.module_from_spec(spec)
loader.exec_module(make_sample)

HOSTILE = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "'); DROP TABLE device;--",
           "\u202egnp.exe", "a&lt;b", "</title><h1>pwned"]
KINDS = ["desk", "laptop", "till", "scanner", "tv", "phone", "kiosk", "nas"]
DAY = 86400
# Cards of two makers, below a prefix that is kept for private use; and addresses that were set by hand.
MAKERS = {"ac:de:48:10": "Example Computers", "ac:de:48:20": "Example Appliances", "02:5a:17:00": None}


def names(count):
    out = list(HOSTILE)
    while len(out) < count:
        out.append(f"{KINDS[len(out) % len(KINDS)]}-{len(out):02}")
    return out


def fetch(device, chance):
    host = f"s{chance.randrange(20):02}.upd.kaspersky.com"
    device.ask(host, f"198.51.100.{chance.randrange(1, 60)}")
    device.tls(host, f"198.51.100.{chance.randrange(1, 60)}", chance.choice([700, 6000]), post_quantum=False, segments=1)


def report(device, chance):
    device.ask("dc1.ksn.kaspersky-labs.com", "198.51.100.91")
    if chance.random() < 0.7:
        device.tls("dc1.ksn.kaspersky-labs.com", "198.51.100.91", 400, post_quantum=False, segments=1, up=900)


def blocked(device, _):
    device.ask("dnl-03.geo.kaspersky.com", "0.0.0.0")


def read(device, _):
    device.ask("www.kaspersky.com", "198.51.100.20")
    device.tls("www.kaspersky.com", "198.51.100.20", 3000, post_quantum=False, segments=1)


def write_makers(path):
    """The list that `oui:` names."""
    lines = [f"{prefix.upper().replace(':', '')[:7]} {maker}\n" for prefix, maker in MAKERS.items() if maker]
    path.write_text("".join(lines), encoding="ascii")


def make(path, count=50, seed=8):
    chance = random.Random(seed)
    capture = make_sample.Capture()
    devices = [make_sample.Device(capture, name, f"10.20.{30 + i // 200}.{10 + i % 200}",
                                  f"{list(MAKERS)[i // 2 % 3]}:{i >> 8 & 255:02x}:{i & 255:02x}") for i, name in enumerate(names(count))]
    end = time.time() - 240
    times = []
    for i, device in enumerate(devices):
        deed = [fetch, fetch, report, blocked, read][i % 5]
        stays = i % 3 != 0
        first = make_sample.datetime(2024, 7, 1, tzinfo=make_sample.timezone.utc).timestamp() + chance.random() * 20 * DAY
        last = end - chance.random() * 3600 if stays else end - (20 + chance.random() * 500) * DAY
        if i % 7 == 6:
            last = make_sample.datetime(2024, 9, 20, tzinfo=make_sample.timezone.utc).timestamp()
        at = first
        while at < last:
            times.append((at, device, deed))
            at += chance.random() * (20 * DAY if at < end - 40 * DAY else 1.5 * DAY)
        times.append((last, device, deed))
    for at, device, deed in sorted(times, key=lambda one: one[0]):
        capture.now = at
        if chance.random() < 0.3 or at > end - 2 * DAY:
            device.join()
        deed(device, chance)
    capture.write(path)


if __name__ == "__main__":
    make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50)
