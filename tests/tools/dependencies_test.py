#!/usr/bin/env python3
"""tools/dependencies installs what is missing, and nothing where nothing is: told by stand-ins for apt."""
import os
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "dependencies"

# Which packages are installed is told by the file "installed"; what apt-get was asked is noted in "asked".
DPKG_QUERY = """#!/bin/bash
grep -qx -- "${!#}" "$STAND_INS/installed" && printf installed
exit 0
"""
APT_GET = """#!/bin/bash
echo "$*" >>"$STAND_INS/asked"
case " $* " in
  *" -s "*) [[ -e $STAND_INS/no-lists ]] && { echo "E: Unable to locate package"; exit 100; }
            cat "$STAND_INS/plan" ;;
  *" update "*) rm -f "$STAND_INS/no-lists" "$STAND_INS/stale" ;;
  *" install "*) [[ ! -e $STAND_INS/stale ]] ;;
esac
"""
SUDO = '#!/bin/bash\necho "sudo $*" >>"$STAND_INS/asked"\nexec "$@"\n'


class Dependencies(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name, text in (("dpkg-query", DPKG_QUERY), ("apt-get", APT_GET), ("sudo", SUDO)):
            (self.root / name).write_text(text)
            (self.root / name).chmod(0o755)
        self.write("installed", "\n".join(self.packages("test")) + "\n")
        self.write("plan", "Inst something\n")

    def write(self, name, text=""):
        (self.root / name).write_text(text)

    def call(self, *words):
        env = os.environ | {"PATH": f"{self.root}:{os.environ['PATH']}", "STAND_INS": str(self.root)}
        return subprocess.run([SCRIPT, *words], capture_output=True, text=True, env=env)

    def packages(self, group):
        return subprocess.run([SCRIPT, "--list", group], capture_output=True, text=True, check=True).stdout.split()

    def asked(self):
        file = self.root / "asked"
        return [line for line in file.read_text().splitlines() if not line.startswith("sudo")] if file.exists() else []

    def without(self, *missing):
        self.write("installed", "\n".join(set(self.packages("test")) - set(missing)) + "\n")

    def test_nothing_is_asked_and_said_where_nothing_is_missing(self):
        done = self.call("test")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))
        self.assertEqual(self.asked(), [])

    def test_only_what_is_missing_is_installed(self):
        self.without("ccache", "libpcap-dev")
        done = self.call("build")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, "")
        self.assertIn("installing ccache libpcap-dev", done.stderr)
        install = self.asked()[-1]
        self.assertTrue(install.endswith("--no-remove ccache libpcap-dev"), install)
        self.assertIn("--no-install-recommends", install)
        self.assertFalse(any(" update" in line for line in self.asked()))

    def test_a_build_needs_no_test_package(self):
        self.without("libgtest-dev", "shellcheck")
        self.assertEqual(self.call("build").returncode, 0)
        self.assertEqual(self.asked(), [])
        self.assertLess(set(self.packages("build")), set(self.packages("test")))
        self.assertLess(set(self.packages("test")), set(self.packages("lint")))

    def test_a_fresh_machine_reads_the_package_lists_first(self):
        self.without("ccache")
        self.write("no-lists")
        self.assertEqual(self.call("build").returncode, 0)
        self.assertEqual([line.split()[-1] for line in self.asked()], ["ccache", "update", "ccache", "ccache"])

    def test_stale_lists_are_read_anew(self):
        self.without("ccache")
        self.write("stale")
        self.assertEqual(self.call("build").returncode, 0)
        self.assertEqual([line.split()[-1] for line in self.asked()], ["ccache", "ccache", "update", "ccache"])

    def test_nothing_is_installed_that_makes_apt_remove_something(self):
        self.without("ccache")
        self.write("plan", "Inst ccache\nRemv precious [1.0]\n")
        done = self.call("build")
        self.assertEqual(done.returncode, 69)
        self.assertIn("that would remove precious", done.stderr)
        self.assertEqual(len(self.asked()), 1)

    def test_what_is_only_wished_for_is_no_reason_to_fail(self):
        self.without("libbpf-dev")
        self.write("no-lists")
        done = self.call("build")
        self.assertEqual(done.returncode, 0)
        self.assertIn("going on without libbpf-dev", done.stderr)
        self.assertEqual([line.split()[-1] for line in self.asked()], ["libbpf-dev"])
        (self.root / "no-lists").unlink()
        self.assertEqual(self.call("build").returncode, 0)
        self.assertTrue(self.asked()[-1].endswith("--no-remove libbpf-dev"))

    def test_an_unknown_group_is_a_question_of_usage(self):
        for words in ([], ["everything"]):
            done = self.call(*words)
            self.assertEqual(done.returncode, 64)
            self.assertIn("tools/dependencies build", done.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=1)
