#!/usr/bin/env python3
"""cmake --install: everything is in its place, can be moved, and leaves the operator's configuration alone.

    install_test.py CUTOFFD BUILD CMAKE

BUILD is the build that CUTOFFD comes from.
"""
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CMAKE = sys.argv.pop()
BUILD = sys.argv.pop()
sys.argv.pop()  # what is run is the installed one

EXPECTED = """
bin/cutoffd
etc/cutoffd/cutoffd.yaml
lib/systemd/system/cutoffd.service
lib/systemd/system/cutoffd@.service
lib/systemd/system/cutoffd-nic@.service
lib/systemd/system/run-bpf-cutoffd.mount
lib/sysusers.d/cutoffd.conf
lib/tmpfiles.d/cutoffd.conf
share/bash-completion/completions/cutoffd
share/cutoffd/cutoffd.yaml
share/cutoffd/determinations/us-icts-2021-002.yaml
share/cutoffd/schema/cutoffd.schema.json
share/cutoffd/watchlists/kaspersky.yaml
share/doc/cutoffd/README.md
share/doc/cutoffd/configuration.md
share/doc/cutoffd/examples/collectors-only.conf
share/doc/cutoffd/examples/cpu-affinity.conf
share/doc/cutoffd/examples/shunt.conf
share/doc/cutoffd/openwrt/README.md
share/doc/cutoffd/siem/README.md
share/man/man5/cutoffd.yaml.5
share/man/man8/cutoffd.8
share/zsh/site-functions/_cutoffd
""".split()


def install(*options, **environment):
    done = subprocess.run([CMAKE, "--install", BUILD, *options], capture_output=True, text=True, timeout=120,
                          env={**os.environ, **environment}, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


class Install(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.prefix = pathlib.Path(folder.name) / "there"
        install("--prefix", str(self.prefix))

    def cutoffd(self, *arguments):
        return subprocess.run([self.prefix / "bin" / "cutoffd", *arguments], capture_output=True, text=True, timeout=60,
                              cwd="/", check=False)

    def test_everything_is_in_its_place(self):
        self.assertEqual([name for name in EXPECTED if not (self.prefix / name).is_file()], [])
        for folder in ("conf.d", "watchlists", "determinations"):
            self.assertTrue((self.prefix / "etc" / "cutoffd" / folder).is_dir())

    def test_links_of_the_documents_lead_somewhere(self):
        documents = self.prefix / "share" / "doc" / "cutoffd"
        count = 0
        for path in documents.rglob("*.md"):
            for link in re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8")):
                if not link.startswith("http"):
                    self.assertTrue((path.parent / link).exists(), f"{path.name}: {link}")
                    count += 1
        self.assertGreater(count, 50)
        # Nothing else of them is changed.
        self.assertEqual((documents / "protocols.md").read_bytes(), (ROOT / "docs" / "protocols.md").read_bytes())

    def test_units_name_the_program_where_it_is(self):
        for unit in ("cutoffd.service", "cutoffd@.service"):
            text = (self.prefix / "lib" / "systemd" / "system" / unit).read_text()
            self.assertIn(f"\nExecStart={self.prefix}/bin/cutoffd run", text)
            self.assertNotIn("@CUTOFFD", text)

    def test_what_is_moved_still_finds_its_data(self):
        moved = self.prefix.parent / "elsewhere"
        shutil.move(self.prefix, moved)
        self.prefix = moved
        done = self.cutoffd("replay", "--format", "json", str(ROOT / "samples" / "office.pcap"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stdout.count('"event":"opened"'), 3, done.stdout)

    def test_the_operators_file_hides_the_shipped_one_of_the_same_name(self):
        etc = self.prefix / "etc" / "cutoffd"
        shutil.copy(self.prefix / "share" / "cutoffd" / "watchlists" / "kaspersky.yaml", etc / "watchlists")
        done = self.cutoffd("explain", "s07.upd.kaspersky.com")
        self.assertIn("/etc/cutoffd/watchlists/kaspersky.yaml", done.stdout, done.stderr)
        self.assertNotIn("share/cutoffd/watchlists", done.stdout)
        (etc / "conf.d" / "10-name.yaml").write_text("sensor: piece\n")
        self.assertIn("piece", self.cutoffd("check").stdout)

    def test_the_operators_configuration_outlives_another_installation(self):
        mine = self.prefix / "etc" / "cutoffd" / "cutoffd.yaml"
        mine.write_text("sensor: mine\n")
        install("--prefix", str(self.prefix))
        self.assertEqual(mine.read_text(), "sensor: mine\n")

    def test_destdir_is_honoured(self):
        stage = self.prefix.parent / "stage"
        install("--prefix", "/opt/cutoffd", DESTDIR=str(stage))
        self.assertEqual([n for n in EXPECTED if not (stage / "opt" / "cutoffd" / n).is_file()], [])
        self.assertIn("ExecStart=/opt/cutoffd/bin/cutoffd",
                      (stage / "opt/cutoffd/lib/systemd/system/cutoffd.service").read_text())


if __name__ == "__main__":
    unittest.main()
