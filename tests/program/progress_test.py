#!/usr/bin/env python3
"""A long replay tells a person how far it is, and nobody else.

    progress_test.py CUTOFFD [unittest arguments]

The program is given a terminal of its own (a pty). It runs in short slices with long pauses between them, so that it takes
long on any machine, wherever it is in its work.
"""
import contextlib
import fcntl
import os
import pathlib
import pty
import re
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "office.pcap"
CUTOFFD = ""
COLUMNS = 100
LINE = re.compile(r"\[(#*)( *)\]  +(\d+) %  (\d+) (?:s|min) left  ([\d.]+) million packets, ([\d.]+) million/s$")


class ProgressTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="cutoffd-progress-")
        cls.addClassCleanup(cls.folder.cleanup)
        octets = SAMPLE.read_bytes()
        cls.capture = pathlib.Path(cls.folder.name, "long.pcap")
        cls.capture.write_bytes(octets[:24] + octets[24:] * 100)

    def on_a_terminal(self, *command):
        """What it writes to standard error, which is a terminal; and its exit code."""
        ours, its = pty.openpty()
        fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
        process = subprocess.Popen([CUTOFFD, *map(str, command)], stdout=subprocess.DEVNULL, stderr=its)
        os.close(its)
        shown = b""
        with self.slowed(process) as enough:
            while True:
                try:
                    shown += os.read(ours, 65536)
                except OSError:  # the other side is closed
                    break
                if b"million/s" in shown:
                    enough.set()
        os.close(ours)
        return shown.decode(), process.wait(60)

    @contextlib.contextmanager
    def slowed(self, process):
        """Twenty times as slow for its first seconds, or until the event is set; then it runs as it likes."""
        done = threading.Event()

        def slow():
            end = time.monotonic() + 6
            while time.monotonic() < end and not done.wait(0.002) and process.poll() is None:
                process.send_signal(signal.SIGSTOP)
                done.wait(0.04)
                process.send_signal(signal.SIGCONT)

        thread = threading.Thread(target=slow)
        thread.start()
        try:
            yield done
        finally:
            done.set()
            thread.join()

    def test_a_terminal_shows_a_bar_with_rate_and_time_left(self):
        for command in (["replay"], ["observe"]):
            shown, code = self.on_a_terminal(*command, self.capture)
            self.assertEqual(code, 0, shown)
            lines = [LINE.search(part) for part in shown.split("\r\x1b[K")]
            lines = [one for one in lines if one]
            self.assertTrue(lines, shown)
            for one in lines:
                self.assertEqual(len(one[1]) + len(one[2]), 20)
                self.assertAlmostEqual(len(one[1]) * 5, int(one[3]), delta=5)
                self.assertLess(len(one.string), COLUMNS)
            self.assertIn("long.pcap", lines[0].string)
            percents = [int(one[3]) for one in lines]
            self.assertEqual(percents, sorted(percents))

    def test_the_line_is_gone_at_the_end(self):
        shown, _ = self.on_a_terminal("replay", self.capture)
        before, _, after = shown.rpartition("\r\x1b[K")
        self.assertIn("million/s", before)
        self.assertNotIn("million/s", after)
        self.assertIn("packets", after, "the summary")

    def test_what_is_no_terminal_is_told_nothing(self):
        process = subprocess.Popen([CUTOFFD, "replay", str(self.capture)], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        with self.slowed(process):
            shown = process.communicate(timeout=120)[1]
        self.assertNotIn(b"\x1b", shown)
        self.assertNotIn(b"million/s", shown)


if __name__ == "__main__":
    CUTOFFD = sys.argv.pop(1)
    unittest.main(verbosity=1)
