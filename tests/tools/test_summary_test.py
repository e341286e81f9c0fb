#!/usr/bin/env python3
"""tools/test-summary ends with ctest's closing line, after what was skipped and why."""
import pathlib
import subprocess
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "test-summary"

CTEST = """Test project /somewhere
1/3 Test #1: unit.core.Time.Reads .............   Passed    0.01 sec
2/3 Test #2: unit.source.Live.Shows ...........***Skipped   0.01 sec
3/3 Test #3: live.first_light .................***Skipped   0.01 sec

100% tests passed, 0 tests failed out of 3

Total Test time (real) =   0.03 sec

The following tests did not run:
\t  2 - unit.source.Live.Shows (Skipped)
\t  3 - live.first_light (Skipped)
"""
RULE = "-" * 58
LOG = f"""Start testing: Nov 23 16:00 UTC
{RULE}
2/3 Testing: unit.source.Live.Shows
2/3 Test: unit.source.Live.Shows
Output:
{RULE}
[ RUN      ] Live.Shows
live_source_test.cc:88: Skipped
network namespaces are not permitted here
[  SKIPPED ] Live.Shows (0 ms)
<end of output>
{RULE}
3/3 Testing: live.first_light
3/3 Test: live.first_light
Output:
{RULE}
SKIPPED: dnsmasq is not here
<end of output>
"""


class TestSummary(unittest.TestCase):
    def summary(self, text, log="", missing=""):
        with tempfile.TemporaryDirectory() as folder:
            build = pathlib.Path(folder)
            (build / "Testing/Temporary").mkdir(parents=True)
            (build / "Testing/Temporary/LastTest.log").write_text(log)
            (build / "peers").mkdir()
            (build / "peers/missing").write_text(missing)
            done = subprocess.run([SCRIPT, build], input=text, capture_output=True, text=True, check=True)
        return done.stdout

    def test_the_closing_line_is_the_last(self):
        said = self.summary(CTEST, LOG)
        self.assertEqual(said.splitlines()[-1], "100% tests passed, 0 tests failed out of 3")
        self.assertEqual(said.count("100% tests passed"), 1)

    def test_skipped_tests_are_named_with_their_reasons(self):
        said = self.summary(CTEST, LOG)
        self.assertIn("Skipped: 2\n", said)
        self.assertIn("  unit.source.Live.Shows: network namespaces are not permitted here\n", said)
        self.assertIn("  live.first_light: dnsmasq is not here\n", said)

    def test_missing_peers_are_named(self):
        self.assertIn("Peers that could not be had: dnsmasq, unbound\n", self.summary(CTEST, LOG, "dnsmasq\nunbound\n"))
        self.assertNotIn("Peers", self.summary(CTEST, LOG))

    def test_everything_that_ctest_said_is_shown(self):
        said = self.summary(CTEST, LOG)
        for line in CTEST.splitlines():
            self.assertIn(line, said)

    def test_a_run_that_broke_off_does_not_look_like_one_that_passed(self):
        self.assertIn("ctest did not finish", self.summary("Test project /somewhere\n"))


if __name__ == "__main__":
    unittest.main(verbosity=1)
