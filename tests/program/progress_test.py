#!/usr/bin/env python3
"""A long replay tells a person how far it is, and nobody else.

    progress_test.py CUTOFFD [unittest arguments]

The program is given a terminal of its own (a pty). It is stopped for a moment at its beginning, so that it takes long on
any machine.
"""
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
        self.hold(process)
        shown = b""
        while True:
            try:
                shown += os.read(ours, 65536)
            except OSError:  # the other side is closed
                break
        os.close(ours)
        return shown.decode(), process.wait(60)

    def hold(self, process):
        """Stopped once it has opened the capture, while it is still at its beginning."""
        folder = pathlib.Path(f"/proc/{process.pid}/fd")
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if any(os.readlink(one) == str(self.capture) for one in folder.iterdir()):
                    break
            except OSError:
                pass
        process.send_signal(signal.SIGSTOP)
        time.sleep(0.8)
        process.send_signal(signal.SIGCONT)

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
        self.hold(process)
        shown = process.communicate(timeout=120)[1]
        self.assertNotIn(b"\x1b", shown)
        self.assertNotIn(b"million/s", shown)


if __name__ == "__main__":
    CUTOFFD = sys.argv.pop(1)
    unittest.main(verbosity=1)
