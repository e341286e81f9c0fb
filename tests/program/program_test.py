#!/usr/bin/env python3
"""The program as its users meet it: commands, exit codes, formats, bad input, the cutoff to the nanosecond.

    program_test.py CUTOFFD [unittest arguments]

Captures are made here with the sample's generator (tools/make-sample), so that each test tells its story.
"""
import gzip
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "office.pcap"
CUTOFFD = ""

loader = importlib.machinery.SourceFileLoader("make_sample", str(ROOT / "tools" / "make-sample"))
sys.dont_write_bytecode = True
spec = importlib.util.spec_from_loader("make_sample", loader)
make_sample = importlib.util.module_from_spec(spec)
loader.exec_module(make_sample)

UPDATE = "s07.upd.kaspersky.com"


def cutoffd(*arguments, stdin=None):
    return subprocess.run([CUTOFFD, *map(str, arguments)], input=stdin, capture_output=True, timeout=120,
                          check=False)


def lines(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


def capture_of(*steps):
    """A capture in which a device of its own does each (time, action) in turn."""
    capture = make_sample.Capture()
    device = make_sample.Device(capture, "desk-17", "10.20.30.40", "02:5a:17:00:00:17")
    for moment, action in steps:
        capture.at(moment)
        action(device)
    return capture


class ProgramTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-test-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, capture):
        path = self.folder / name
        capture.write(path)
        return path

    def nanosecond_capture(self, name, times_ns):
        """DNS questions for a watched name at exactly these times, in a nanosecond pcap."""
        capture = capture_of(("2024-09-29T00:00:00Z", lambda d: d.ask(UPDATE)))
        question = capture.records[0][1]
        path = self.folder / name
        with open(path, "wb") as out:
            out.write(struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 262144, 1))
            for ns in times_ns:
                out.write(struct.pack("<IIII", ns // 10**9, ns % 10**9, len(question), len(question)))
                out.write(question)
        return path


class CommandLine(ProgramTest):
    def test_help_of_every_command_teaches_with_examples(self):
        for command in ([], ["observe"], ["replay"], ["run"], ["check"], ["devices"], ["explain"], ["reload"], ["report"]):
            done = cutoffd(*command, "--help")
            self.assertEqual(done.returncode, 0)
            self.assertIn(b"Examples:", done.stdout)

    def test_version(self):
        self.assertRegex(cutoffd("--version").stdout, rb"^cutoffd \d+\.\d+\.\d+\n$")

    def test_a_mistake_is_a_usage_error(self):
        for mistake in (["frobnicate"], ["replay"], ["observe"], ["observe", "--json", "--text", "x"], [],
                        ["replay", "--format", "xml", "x"], ["observe", "-i", "lo", "x.pcap"]):
            done = cutoffd(*mistake)
            self.assertEqual(done.returncode, 64, mistake)
            self.assertTrue(done.stderr)

    def test_a_wrong_command_is_told_with_what_was_meant(self):
        for words, said in ((["statu"], "no command 'statu'; did you mean 'status'?"),
                            (["incident", "lst", "--all"], "no command 'lst'; did you mean 'list'?"),
                            (["help"], "no command 'help'; there are: observe, replay, "),
                            ([], "which command? there are: observe, replay, "),
                            (["sink"], "which command? there are: test; see cutoffd sink --help")):
            done = cutoffd(*words)
            self.assertEqual((done.returncode, done.stdout), (64, b""), words)
            self.assertTrue(done.stderr.decode().startswith(f"cutoffd: {said}"), done.stderr)

    def test_what_else_is_missing_is_told_as_before(self):
        self.assertEqual(cutoffd("observe").stderr.splitlines()[0],
                         b"observe needs a capture file, a directory, - or -i IFACE")
        self.assertIn(b"--to is required", cutoffd("watchlist", "export").stderr)
        self.assertEqual(cutoffd("incident", "--help").returncode, 0)

    def test_no_escape_codes_where_no_terminal_is(self):
        done = cutoffd("replay", SAMPLE)
        self.assertNotIn(b"\x1b", done.stdout + done.stderr)


class BadInput(ProgramTest):
    def test_a_missing_file(self):
        for command in ("replay", "observe"):
            done = cutoffd(command, self.folder / "absent.pcap")
            self.assertEqual(done.returncode, 66)
            self.assertIn(b"absent.pcap", done.stderr)

    def test_a_file_that_is_no_capture(self):
        path = self.folder / "notes.pcap"
        path.write_text("these are notes, not packets, and long enough to hold a header\n")
        done = cutoffd("replay", path)
        self.assertEqual(done.returncode, 65)
        self.assertIn(b"notes.pcap", done.stderr)

    def test_a_cut_file_gives_what_is_whole_and_says_where_it_ends(self):
        whole = SAMPLE.read_bytes()
        path = self.folder / "cut.pcap"
        path.write_bytes(whole[:-7])
        done = cutoffd("observe", "--json", path)
        self.assertEqual(done.returncode, 65)
        self.assertEqual(lines(done), lines(cutoffd("observe", "--json", SAMPLE)))
        self.assertIn(b"cut.pcap", done.stderr)
        judged = cutoffd("replay", "--exit-code", path)
        self.assertEqual(judged.returncode, 65, "damage comes before found")
        self.assertIn(b"desk-17", judged.stdout)

    def test_a_fault_in_one_file_does_not_stop_the_rest(self):
        bad = self.folder / "a-bad.pcap"
        bad.write_bytes(SAMPLE.read_bytes()[:1000])
        done = cutoffd("observe", "--json", bad, self.folder / "absent.pcap", SAMPLE)
        self.assertEqual(done.returncode, 65)
        self.assertTrue(any(seen["file"] == str(SAMPLE) for seen in lines(done)))

    def test_an_interface_that_does_not_exist(self):
        done = cutoffd("run", "-i", "no-such-interface", "--state", self.folder / "state")
        self.assertIn(done.returncode, (69, 77))
        self.assertEqual(done.stderr.count(b"\n"), 1, "one sentence")

    def test_a_state_directory_that_cannot_be_made(self):
        (self.folder / "file").write_text("")
        done = cutoffd("replay", "--state", self.folder / "file" / "state", SAMPLE)
        self.assertEqual(done.returncode, 73)

    def test_a_full_disk_behind_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([CUTOFFD, "observe", str(SAMPLE)], stdout=full, stderr=subprocess.PIPE,
                                  timeout=60, check=False)
        self.assertEqual(done.returncode, 74)


class Observe(ProgramTest):
    def test_the_same_packets_in_every_container(self):
        expected = lines(cutoffd("observe", "--json", SAMPLE))
        self.assertGreater(len(expected), 20)
        packed = self.folder / "office.pcap.gz"
        packed.write_bytes(gzip.compress(SAMPLE.read_bytes()))
        self.assertEqual(lines(cutoffd("observe", "--json", packed)), expected)
        self.assertEqual(lines(cutoffd("observe", "--json", "-", stdin=SAMPLE.read_bytes())), expected)

    def test_keys_of_the_contract(self):
        for seen in lines(cutoffd("observe", "--json", SAMPLE)):
            self.assertRegex(seen["time"], r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$")
            self.assertIsInstance(seen["frame"], int)
            self.assertEqual(seen["vlan"], [30])
            for side in ("client", "server"):
                self.assertIn("ip", seen[side])
                self.assertIsInstance(seen[side]["port"], int)
            self.assertNotIn("file", seen)
            if seen["kind"] == "dns_answer":
                self.assertIn("rcode", seen)
                self.assertIsInstance(seen["answers"], list)

    def test_a_hello_in_two_segments_is_seen_once_at_the_second(self):
        path = self.write("hello.pcap", capture_of(
            ("2024-10-02T08:00:00Z", lambda d: d.tls(UPDATE, "198.51.100.7", 100))))
        seen = lines(cutoffd("observe", "--json", path))
        self.assertEqual([(s["kind"], s["name"], s["frame"]) for s in seen], [("tls_sni", UPDATE, 5)])

    def test_a_directory_ends_with_a_summary_and_passes_over_what_is_no_capture(self):
        shutil.copy(SAMPLE, self.folder / "a.pcap")
        (self.folder / "README").write_text("x" * 100)
        done = cutoffd("observe", "--json", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"tls_sni", done.stderr)
        self.assertIn(b"1 that are no captures", done.stderr)

    def test_the_summary_counts_each_kind_over_all_files_of_a_directory(self):
        below = self.folder / "2024" / "10" / "02"
        below.mkdir(parents=True)
        shutil.copy(SAMPLE, below / "office.pcap")
        (self.folder / "packed.gz").write_bytes(gzip.compress(SAMPLE.read_bytes()))
        (self.folder / "link").symlink_to(below / "office.pcap")
        done = cutoffd("observe", "--json", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        seen = lines(done)
        files = {str(below / "office.pcap"), str(self.folder / "packed.gz"), str(self.folder / "link")}
        self.assertEqual({name["file"] for name in seen}, files)
        told = dict(re.findall(r"^  (\w+) +(\d+)$", done.stderr.decode(), re.M))
        for kind, count in told.items():
            self.assertEqual(int(count), sum(name["kind"] == kind for name in seen), kind)
        self.assertGreater(int(told["tls_sni"]), 0)
        self.assertIn(b"3 files, ", done.stderr)

    def test_odd_things_in_a_directory_neither_stop_nor_fail_it(self):
        shutil.copy(SAMPLE, self.folder / "m.pcap")
        (self.folder / "empty.pcap").touch()
        (self.folder / "notes.gz").write_bytes(gzip.compress(b"these are notes, not packets" * 9))
        (self.folder / "folder").mkdir()
        os.mkfifo(self.folder / "a.fifo")
        (self.folder / "folder" / "up").symlink_to(self.folder)
        (self.folder / "self").symlink_to("self")
        (self.folder / "nowhere").symlink_to("absent.pcap")
        done = cutoffd("observe", "--json", self.folder)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual({name["file"] for name in lines(done)}, {str(self.folder / "m.pcap")})
        self.assertIn(b"1 files (2 that are no captures passed over)", done.stderr)

    def test_an_empty_directory_says_that_there_was_nothing(self):
        done = cutoffd("observe", self.folder)
        self.assertEqual((done.returncode, done.stdout), (0, b""))
        self.assertIn(b"0 files, 0 packets", done.stderr)

    def test_damage_in_a_directory_ends_with_65_after_the_rest(self):
        whole = SAMPLE.read_bytes()
        (self.folder / "a.pcap").write_bytes(whole[:-7])
        (self.folder / "b.pcap.gz").write_bytes(gzip.compress(whole)[:-1000])
        (self.folder / "c.pcap").write_bytes(whole[:24] + b"\xff" * 100)
        shutil.copy(SAMPLE, self.folder / "z.pcap")
        done = cutoffd("observe", "--json", self.folder)
        self.assertEqual(done.returncode, 65)
        of_file = [name for name in lines(done) if name["file"] == str(self.folder / "z.pcap")]
        self.assertEqual(len(of_file), len(lines(cutoffd("observe", "--json", SAMPLE))))
        for damaged in (b"a.pcap", b"b.pcap.gz", b"c.pcap"):
            self.assertEqual(done.stderr.count(damaged), 1, done.stderr)

    def test_what_may_not_be_read_is_told_and_the_rest_is_read(self):
        shutil.copy(SAMPLE, self.folder / "z.pcap")
        shutil.copy(SAMPLE, self.folder / "secret.pcap")
        (self.folder / "locked").mkdir()
        for path in (self.folder / "secret.pcap", self.folder / "locked"):
            path.chmod(0)
        self.folder.chmod(0o755)
        nobody = {"user": 65534, "group": 65534, "extra_groups": []} if os.geteuid() == 0 else {}
        try:
            done = subprocess.run([CUTOFFD, "observe", "--json", str(self.folder)], capture_output=True,
                                  timeout=120, check=False, **nobody)
        except PermissionError:
            self.skipTest("another user may not run the program where it was built")
        finally:
            (self.folder / "locked").chmod(0o755)
        self.assertEqual(done.returncode, 77, done.stderr)
        self.assertEqual({name["file"] for name in lines(done)}, {str(self.folder / "z.pcap")})
        self.assertIn(b"secret.pcap", done.stderr)
        self.assertIn(b"locked", done.stderr)


class Cutoff(ProgramTest):
    BEFORE = 1_727_582_399_999_999_999  # 2024-09-29T03:59:59.999999999Z
    CUTOFF = 1_727_582_400_000_000_000  # 2024-09-29T00:00:00-04:00

    def test_the_last_nanosecond_before_it_opens_nothing(self):
        path = self.nanosecond_capture("before.pcap", [self.BEFORE])
        done = cutoffd("replay", "--format", "json", path)
        self.assertEqual(lines(done), [])

    def test_the_instant_itself_opens_an_incident(self):
        path = self.nanosecond_capture("at.pcap", [self.CUTOFF])
        alerts = lines(cutoffd("replay", "--format", "json", path))
        self.assertEqual([a["event"] for a in alerts], ["opened"])
        self.assertEqual(alerts[0]["first"], "2024-09-29T04:00:00.000000000Z")
        self.assertEqual(alerts[0]["evidence"], "asked")

    def test_a_capture_across_it_alerts_for_what_comes_after_only(self):
        path = self.nanosecond_capture("across.pcap",
                                       [self.CUTOFF - 86400 * 10**9, self.BEFORE, self.CUTOFF + 60 * 10**9])
        state = self.folder / "state"
        alerts = lines(cutoffd("replay", "--format", "json", "--state", state, path))
        self.assertEqual(len(alerts), 1)
        self.assertEqual(alerts[0]["count"], 1)
        devices = lines(cutoffd("devices", "--json", "--state", state))
        self.assertEqual(devices[0]["before"]["count"], 2)
        self.assertEqual(devices[0]["after"]["count"], 1)

    def test_many_contacts_are_one_incident(self):
        path = self.nanosecond_capture("many.pcap",
                                       [self.CUTOFF + i * 60 * 10**9 for i in range(500)])
        opened = [a for a in lines(cutoffd("replay", "--format", "json", path)) if a["event"] == "opened"]
        self.assertEqual(len(opened), 1)


class Replay(ProgramTest):
    def test_exit_codes_tell_the_verdict(self):
        self.assertEqual(cutoffd("replay", "--exit-code", SAMPLE).returncode, 1)
        self.assertEqual(cutoffd("replay", SAMPLE).returncode, 0)
        clean = self.write("clean.pcap", capture_of(
            ("2024-10-02T08:00:00Z", lambda d: d.tls("www.example.com", "203.0.113.80", 100))))
        self.assertEqual(cutoffd("replay", "--exit-code", clean).returncode, 0)
        gap = self.write("gap.pcap", capture_of(
            ("2024-10-02T08:00:00Z", lambda d: d.ask("www.example.com", "203.0.113.80")),
            ("2024-10-02T09:00:00Z", lambda d: d.ask("www.example.com", "203.0.113.80"))))
        self.assertEqual(cutoffd("replay", "--exit-code", gap).returncode, 2)

    def test_coverage_as_json_and_as_the_last_line(self):
        report = self.folder / "coverage.json"
        done = cutoffd("replay", "--coverage", report, SAMPLE)
        coverage = json.loads(report.read_text())
        self.assertEqual(coverage["verdict"], "found")
        for figure in ("drops", "one_way_flows", "unnamed_flows", "ech_flows", "encrypted_dns_devices",
                       "opaque_packets", "cut_packets", "gaps", "watchlist_age_days"):
            self.assertIsInstance(coverage[figure], int, figure)
        self.assertTrue(done.stderr.splitlines()[-1].startswith(b"coverage: found"))

    def test_a_second_replay_with_the_same_ledger_tells_nothing_again(self):
        state = self.folder / "state"
        first = lines(cutoffd("replay", "--state", state, "--format", "json", SAMPLE))
        before = cutoffd("devices", "--json", "--state", state).stdout
        self.assertEqual(len(first), 3)
        again = cutoffd("replay", "--state", state, "--format", "json", SAMPLE)
        self.assertEqual(again.stdout, b"")
        piped = cutoffd("replay", "--state", state, "--format", "json", "-", stdin=SAMPLE.read_bytes())
        self.assertEqual(piped.stdout, b"")
        self.assertEqual(cutoffd("devices", "--json", "--state", state).stdout, before, "nor counts it")

    def test_a_file_that_has_grown_is_judged_from_where_it_stopped(self):
        whole = SAMPLE.read_bytes()
        state, path = self.folder / "state", self.folder / "growing.pcap"
        path.write_bytes(whole[:len(whole) // 3])
        one = lines(cutoffd("replay", "--state", state, "--format", "json", path))
        path.write_bytes(whole)
        two = lines(cutoffd("replay", "--state", state, "--format", "json", path))
        incidents = {a["incident"] for a in one + two if a["event"] == "opened"}
        at_once = lines(cutoffd("replay", "--format", "json", SAMPLE))
        self.assertEqual(incidents, {a["incident"] for a in at_once if a["event"] == "opened"})

    def test_two_files_are_one_history_whatever_their_order(self):
        early = self.write("z-early.pcap", capture_of(
            ("2024-10-01T08:00:00Z", lambda d: d.ask(UPDATE, "198.51.100.7"))))
        late = self.write("a-late.pcap", capture_of(
            ("2024-10-02T08:00:00Z", lambda d: d.ask(UPDATE, "198.51.100.7"))))
        alerts = lines(cutoffd("replay", "--format", "json", late, early))
        self.assertEqual(alerts[0]["first"][:10], "2024-10-01")
        self.assertEqual(sum(a["event"] == "opened" for a in alerts), 1)

    def test_the_same_capture_gives_the_same_output_every_time(self):
        for form in ("text", "json", "rfc5424"):
            outputs = {cutoffd("replay", "--format", form, SAMPLE).stdout for _ in range(3)}
            self.assertEqual(len(outputs), 1, form)

    def test_reading_the_vendors_site_and_its_exempt_portal_opens_nothing(self):
        path = self.write("reading.pcap", capture_of(
            ("2024-10-02T08:00:00Z", lambda d: d.tls("www.kaspersky.com", "198.51.100.20", 100)),
            ("2024-10-02T08:00:10Z", lambda d: d.tls("securelist.com", "198.51.100.21", 100)),
            ("2024-10-02T08:00:20Z", lambda d: d.tls("opentip.kaspersky.com", "198.51.100.30", 100)),
            ("2024-10-02T08:00:30Z", lambda d: d.tls("notkaspersky.com", "198.51.100.40", 100)),
            ("2024-10-02T08:00:40Z", lambda d: d.tls("kaspersky.com.example.net", "198.51.100.41", 100))))
        alerts = lines(cutoffd("replay", "--format", "json", path))
        self.assertEqual([a for a in alerts if a["event"] == "opened"], [])


class ExplainTest(ProgramTest):
    def test_a_name_needs_no_ledger(self):
        done = cutoffd("explain", "--json", "--state", self.folder / "none", UPDATE)
        self.assertEqual(done.returncode, 0, done.stderr)
        said = lines(done)[0]
        self.assertEqual(said["means"][0]["verdict"], "prohibited")
        self.assertEqual(said["means"][0]["rules"][0]["since"], "2024-09-29T04:00:00Z")
        entry = said["entries"][0]
        file, line = entry["file"].rsplit(":", 1)
        text = pathlib.Path(file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        self.assertIn(entry["entry"], text)
        self.assertTrue(entry["source"].startswith("https://"))

    def test_a_name_that_nobody_watches(self):
        done = cutoffd("explain", "www.example.org")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn(b"verdict: not watched", done.stdout)

    def test_devices_and_incidents_of_a_ledger(self):
        state = self.folder / "state"
        alerts = lines(cutoffd("replay", "--format", "json", "--state", state, SAMPLE))
        opened = next(alert for alert in alerts if alert["service"] == "update" and "blocked" not in alert)
        incident = lines(cutoffd("explain", "--json", "--state", state, opened["incident"]))[0]
        self.assertEqual(incident["device"]["id"], opened["device"]["id"])
        self.assertIn("transferred", [proof["evidence"] for proof in incident["proofs"]])
        for what in (opened["device"]["mac"], opened["device"]["ip"][0], opened["device"]["name"]):
            device = lines(cutoffd("explain", "--json", "--state", state, what))[0]
            self.assertEqual(device["device"]["id"], opened["device"]["id"])
            self.assertIn("calling", [service["state"] for service in device["services"]])

    def test_what_is_nothing_is_said_so(self):
        done = cutoffd("explain", "--state", self.folder / "none", "10.9.8.7")
        self.assertEqual(done.returncode, 66)
        self.assertEqual(done.stdout, b"")
        self.assertIn(b"no device", done.stderr)


class Check(ProgramTest):
    def test_the_built_in_configuration_is_right(self):
        done = cutoffd("check")
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_every_mistake_is_told_with_its_position(self):
        path = self.folder / "cutoffd.yaml"
        path.write_text("settel: 10s\nsinks:\n  - {name: a, type: udp, format: jsom}\nstate: /tmp/x\n")
        done = cutoffd("check", "-c", path)
        self.assertEqual(done.returncode, 78)
        self.assertIn(b"cutoffd.yaml:1:1", done.stderr)
        self.assertIn(b"settle", done.stderr)
        self.assertIn(b"cutoffd.yaml:3:", done.stderr)
        self.assertNotIn(b"terminate", done.stderr)

    def test_a_missing_configuration_file(self):
        self.assertEqual(cutoffd("check", "-c", self.folder / "absent.yaml").returncode, 66)


if __name__ == "__main__":
    CUTOFFD = sys.argv.pop(1)
    unittest.main()
