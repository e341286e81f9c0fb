#!/usr/bin/env python3
"""The sample under valgrind: nothing uninitialised is used, nothing is lost, and what is told is what is told without.

    valgrind_test.py CUTOFFD

Sanitizers do not look for values that were never set; valgrind does, in the released program as it is. Takes minutes where
the sample takes a blink. What is still in reach at the end is no leak.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
SKIPPED = 77
FOUND = 99
VALGRIND = ["valgrind", "--quiet", "--leak-check=full", "--show-leak-kinds=definite", "--errors-for-leak-kinds=definite",
            f"--error-exitcode={FOUND}"]


def told(cutoffd, words):
    """What one command prints, when valgrind has nothing to say of it."""
    done = subprocess.run([*VALGRIND, cutoffd, *map(str, words)], capture_output=True, text=True, check=False, timeout=3000)
    if done.returncode != 0:
        verdict = "valgrind found something" if done.returncode == FOUND else f"exit {done.returncode}"
        sys.exit(f"{' '.join(map(str, words))}: {verdict}\n{done.stderr[-5000:]}")
    return done.stdout


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    if shutil.which("valgrind") is None:
        print("SKIPPED: valgrind is not installed")
        sys.exit(SKIPPED)
    with tempfile.TemporaryDirectory(prefix="cutoffd-valgrind-") as state:
        seen = {
            "office.alerts": told(sys.argv[1], ["replay", "--state", state, ROOT / "samples" / "office.pcap"]),
            "office.devices": told(sys.argv[1], ["devices", "--state", state]),
        }
    for name, text in seen.items():
        if text != (ROOT / "tests" / "golden" / name).read_text(encoding="utf-8"):
            sys.exit(f"under valgrind {name} is another:\n{text}")
    print("replay and devices: no error, no leak, the sample's alerts and devices")


if __name__ == "__main__":
    main()
