#!/usr/bin/env python3
"""cutoffd setup: looks at captures and interfaces, and writes a configuration that loads.

    setup_test.py CUTOFFD
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
SAMPLE = ROOT / "samples" / "office.pcap"


class Setup(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.file = self.root / "etc" / "cutoffd.yaml"

    def cutoffd(self, *arguments, code=0):
        done = subprocess.run([CUTOFFD, *map(str, arguments)], capture_output=True, text=True, timeout=120, check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def test_the_sample_is_described_and_the_file_loads(self):
        done = self.cutoffd("setup", SAMPLE, "-o", self.file)
        self.assertIn("The traffic of several machines", done.stdout)
        self.assertIn("VLAN 30 (100 %)", done.stdout)
        self.assertIn(f"wrote {self.file}", done.stdout)
        written = self.file.read_text()
        self.assertIn("#interfaces: [eth1]", written, "a capture has none")
        self.cutoffd("check", "--quiet", "-c", self.file)
        self.assertEqual(list(self.file.parent.iterdir()), [self.file], "nothing is left behind")

    def test_the_same_captures_give_the_same_file(self):
        once = self.cutoffd("setup", SAMPLE, "-o", "-").stdout
        self.assertEqual(self.cutoffd("setup", SAMPLE, "-o", "-").stdout, once)
        self.assertTrue(once.startswith("# Written by cutoffd setup at "))
        self.file.parent.mkdir()
        self.file.write_text(once)
        self.cutoffd("check", "--quiet", "-c", self.file)

    def test_a_file_that_is_there_stays(self):
        self.file.parent.mkdir()
        self.file.write_text("sensor: mine\n")
        done = self.cutoffd("setup", SAMPLE, "-o", self.file, code=73)
        self.assertIn("--force", done.stderr)
        self.assertEqual(self.file.read_text(), "sensor: mine\n")
        self.cutoffd("setup", SAMPLE, "-o", self.file, "--force")
        self.assertIn("# Written by cutoffd setup", self.file.read_text())
        link = self.root / "link.yaml"
        link.symlink_to(self.root / "nowhere")
        self.cutoffd("setup", SAMPLE, "-o", link, code=73)

    def in_etc(self, script):
        """In an /etc of the test's own."""
        done = subprocess.run(["unshare", "-m", "sh", "-c", "mount -t tmpfs none /etc && mkdir /etc/cutoffd && " + script,
                               "sh", CUTOFFD, str(SAMPLE)], capture_output=True, text=True, timeout=120, check=False)
        if "mount:" in done.stderr or "unshare:" in done.stderr:
            self.skipTest("no mount namespace")
        return done

    def test_beside_a_configuration_that_is_there_it_writes_a_piece(self):
        done = self.in_etc('cd /etc/cutoffd && echo "log: {level: info}" >cutoffd.yaml && "$1" setup "$2" && cat conf.d/50-setup.yaml && '
                           'cat cutoffd.yaml && "$1" check --quiet && "$1" setup "$2"')
        self.assertIn("wrote /etc/cutoffd/conf.d/50-setup.yaml\nnext: read it; cutoffd check\n", done.stdout)
        self.assertIn("# Written by cutoffd setup", done.stdout)
        self.assertIn("log: {level: info}\n", done.stdout, "what was there stays as it is")
        self.assertEqual(done.returncode, 73, "the second time the piece is there")
        self.assertIn("50-setup.yaml is there already", done.stderr)

    def test_whoever_named_interfaces_is_not_given_others(self):
        done = self.in_etc('echo "interfaces: [eth1]" >/etc/cutoffd/cutoffd.yaml && "$1" setup "$2"; echo $? && ls /etc/cutoffd')
        self.assertEqual(done.stdout, "73\ncutoffd.yaml\n")
        self.assertIn("names the interfaces to watch already", done.stderr)

    def test_without_a_configuration_it_writes_one(self):
        done = self.in_etc('"$1" setup "$2" && ls /etc/cutoffd')
        self.assertIn("wrote /etc/cutoffd/cutoffd.yaml\nnext: read it; cutoffd check\ncutoffd.yaml\n", done.stdout)

    def test_what_is_no_capture_writes_nothing(self):
        self.cutoffd("setup", self.root / "absent.pcap", "-o", self.file, code=66)
        (self.root / "text").write_text("no capture\n")
        self.cutoffd("setup", self.root / "text", "-o", self.file, code=65)
        self.assertFalse(self.file.exists())
        self.cutoffd("setup", SAMPLE, "-i", "lo", code=64)
        self.cutoffd("setup", "--seconds", "0", "-o", "-", code=64)

    def test_an_empty_capture_says_that_nothing_came_by(self):
        empty = self.root / "empty.pcap"
        empty.write_bytes(SAMPLE.read_bytes()[:24])
        self.assertIn("No packet between two machines", self.cutoffd("setup", empty, "-o", "-").stdout)

    def test_a_damaged_capture_is_told_and_what_is_whole_counts(self):
        cut = self.root / "cut.pcap"
        cut.write_bytes(SAMPLE.read_bytes()[:-7])
        done = self.cutoffd("setup", cut, "-o", "-", code=65)
        self.assertIn("VLAN 30", done.stdout)
        self.assertIn("cut.pcap", done.stderr)

    def test_the_configuration_for_openwrt_loads(self):
        self.cutoffd("check", "--quiet", "-c", ROOT / "packaging" / "openwrt" / "files" / "cutoffd.yaml")

    def test_an_interface_of_this_machine(self):
        if os.geteuid() != 0:
            self.skipTest("capturing needs root")
        self.cutoffd("setup", "-i", "nosuch0", "-o", self.file, code=69)
        done = subprocess.run([CUTOFFD, "setup", "-i", "lo", "--seconds", "1", "-o", str(self.file)],
                              capture_output=True, text=True, timeout=60, check=False)
        if done.returncode == 77:
            self.skipTest("capturing is not possible here")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn('interfaces:\n  - "lo"\n', self.file.read_text(), "it was asked for")
        self.cutoffd("check", "--quiet", "-c", self.file)


if __name__ == "__main__":
    unittest.main()
