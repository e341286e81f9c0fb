#!/usr/bin/env python3
"""tools/check-layers really fails on what it forbids, and lets pass what it allows."""
import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "check-layers"
sys.dont_write_bytecode = True  # the script has no .py, and its folder stays as it is
loader = importlib.machinery.SourceFileLoader("check_layers", str(SCRIPT))
check_layers = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_layers", loader))
loader.exec_module(check_layers)
ROOMS = ["core", "capture/source", "capture/dissect", "capture/track", "rules", "alerts", "config", "daemon",
         "daemon/page"]


class CheckLayers(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = pathlib.Path(self.folder.name)
        for room in ROOMS:
            (self.root / room).mkdir(parents=True)
            (self.root / room / "thing.h").write_text("#pragma once\n#include <vector>\n")

    def check(self, path, *includes):
        """What the script says of a tree with this file in it."""
        file = self.root / path
        file.write_text("".join(f"#include {include}\n" for include in includes))
        said = "\n".join(check_layers.quarrels(self.root))
        file.unlink()
        return said

    def run_script(self, root):
        done = subprocess.run([SCRIPT, "--root", root], capture_output=True, text=True)
        return done.returncode, done.stdout + done.stderr

    def test_every_room_includes_exactly_what_stands_below_it(self):
        allowed = {
            "core": "", "capture/source": "core", "capture/dissect": "core",
            "capture/track": "core capture/dissect", "rules": "core", "alerts": "core",
            "config": "core capture/source capture/track rules alerts",
            "daemon": " ".join(ROOMS), "daemon/page": " ".join(ROOMS),
        }
        for room in ROOMS:
            for used in ROOMS:
                said = self.check(f"{room}/new.cc", f'"{used}/thing.h"')
                if used == room or used in allowed[room].split():
                    self.assertEqual(said, "", f"{room} -> {used}")
                else:
                    self.assertIn(f"{room}/new.cc:1: {used}/thing.h: points the wrong way", said)

    def test_every_library_enters_through_its_door_alone(self):
        doors = {
            "<pcap/pcap.h>": "capture/source", "<pcap.h>": "capture/source", "<zlib.h>": "capture/source",
            "<sqlite3.h>": "rules", "<yaml-cpp/yaml.h>": "config", "<boost/asio.hpp>": "alerts daemon daemon/page",
            "<spdlog/spdlog.h>": "daemon", "<CLI/CLI.hpp>": "daemon", "<openssl/evp.h>": "alerts",
            "<sys/socket.h>": "capture/source rules alerts daemon daemon/page", "<vector>": " ".join(ROOMS),
        }
        for header, rooms in doors.items():
            for room in ROOMS:
                said = self.check(f"{room}/new.h", header)
                self.assertEqual(said == "", room in rooms.split(), f"{room} includes {header}: {said}")

    def test_openssl_enters_the_dissectors_through_one_file(self):
        self.assertEqual(self.check("capture/dissect/crypto.cc", "<openssl/evp.h>"), "")
        self.assertIn("OpenSSL enters through capture/dissect/crypto.cc, alerts and config/signature.cc alone",
                      self.check("capture/dissect/quic.cc", "<openssl/evp.h>"))

    def test_an_unknown_library_needs_a_door_first(self):
        self.assertIn("has no door yet", self.check("daemon/new.cc", "<curl/curl.hpp>"))

    def test_includes_begin_at_the_root(self):
        self.assertIn("is no file", self.check("core/new.cc", '"thing.h"'))

    def test_the_program_does_not_include_its_tests(self):
        (self.root / "tests").mkdir()
        (self.root / "tests" / "fake.h").touch()
        self.assertIn("lies in no room", self.check("daemon/new.cc", '"tests/fake.h"'))

    def test_each_quarrel_has_its_line(self):
        said = self.check("core/new.cc", "<vector>", '"rules/thing.h"', "<sqlite3.h>")
        self.assertEqual([line.split(": ")[0] for line in said.splitlines()], ["core/new.cc:2", "core/new.cc:3"])

    def test_a_clean_tree_passes_in_silence(self):
        self.assertEqual(self.run_script(self.root), (0, ""))

    def test_a_bad_include_fails_the_script(self):
        (self.root / "core" / "new.cc").write_text('#include "daemon/thing.h"\n')
        status, said = self.run_script(self.root)
        self.assertEqual(status, 1)
        self.assertEqual(said, "core/new.cc:1: daemon/thing.h: points the wrong way: core/ may include nothing but itself\n")

    def test_a_tree_without_the_rooms_is_not_passed(self):
        status, said = self.run_script(self.root / "core")
        self.assertEqual(status, 1)
        self.assertIn("has no folder", said)


if __name__ == "__main__":
    unittest.main(verbosity=1)
