#!/usr/bin/env python3
"""`cutoffd sink test` and `cutoffd selftest`: what arrives, what is said where it does not, and the exit codes.

    selftest_test.py CUTOFFD [unittest arguments]
"""
import http.server
import json
import pathlib
import shutil
import socket
import socketserver
import subprocess
import sys
import tempfile
import threading
import unittest

CUTOFFD = ""


def cutoffd(*arguments):
    return subprocess.run([CUTOFFD, *map(str, arguments)], capture_output=True, text=True, timeout=60, check=False)


def closed_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class Relp(socketserver.StreamRequestHandler):
    """Answers each command; `answer` is what it says to a message."""

    def handle(self):
        while line := self.rfile.readline():
            number, command, rest = line.split(b" ", 2)
            length, _, data = rest.partition(b" ")
            missing = int(length) - len(data)
            if missing >= 0:
                data += self.rfile.read(missing + 1)
            if command == b"syslog":
                self.server.got.append(data.strip())
                said = self.server.answer
            else:
                said = b"200 OK\nrelp_version=0\ncommands=syslog"
            self.wfile.write(b"%s rsp %d %s\n" % (number, len(said), said))


class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(*self.server.answer)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


class SinkTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-selftest-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.configuration = self.folder / "cutoffd.yaml"
        self.file = self.folder / "alerts.json"

    def sinks(self, *sinks):
        self.configuration.write_text("sensor: attic\nsinks: " + json.dumps(sinks) + "\n")

    def serve(self, handler, answer):
        server = (http.server.ThreadingHTTPServer if handler is Hook else socketserver.ThreadingTCPServer)(
            ("127.0.0.1", 0), handler)
        server.daemon_threads, server.got, server.answer = True, [], answer
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        return server, server.server_address[1]

    def to_file(self, **more):
        return {"name": "file", "type": "file", "path": str(self.file), "format": "json", **more}

    def written(self):
        return [json.loads(line) for line in self.file.read_text().splitlines()]

    def test_a_test_alert_arrives_and_says_what_it_is(self):
        self.sinks(self.to_file())
        done = cutoffd("sink", "test", "-c", self.configuration)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertRegex(done.stdout, r"^file \(file .*\): acknowledged after \d+ ms; the kernel has the line\n$")
        alert, = self.written()
        self.assertEqual((alert["event"], alert["sensor"]), ("sensor", "attic"))
        self.assertTrue(alert["message"].startswith("TEST: "))

    def test_a_filter_does_not_hold_it_back_but_is_told(self):
        self.sinks(self.to_file(filter={"minimum_severity": "err"}))
        done = cutoffd("sink", "test", "file", "-c", self.configuration)
        self.assertIn("filter would have held it back", done.stdout)
        self.assertEqual(len(self.written()), 1)

    def test_what_a_collector_answers_is_told(self):
        relp, port = self.serve(Relp, b"200 OK")
        hook, web = self.serve(Hook, (200, "fine"))
        self.sinks({"name": "relp", "type": "relp", "host": "127.0.0.1", "port": port},
                   {"name": "hook", "type": "webhook", "webhook": {"url": f"http://127.0.0.1:{web}/secret"}})
        done = cutoffd("sink", "test", "-c", self.configuration)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertIn("the collector answered 200", done.stdout)
        self.assertIn("the server answered 2xx", done.stdout)
        self.assertNotIn("secret", done.stdout)
        self.assertEqual((len(relp.got), len(hook.got)), (1, 1))
        self.assertIn(b"TEST: ", relp.got[0])

    def test_a_refusal_and_a_dead_collector_are_told_and_others_delivered(self):
        _, port = self.serve(Relp, b"500 disk full")
        _, web = self.serve(Hook, (503, "later"))
        self.sinks({"name": "relp", "type": "relp", "host": "127.0.0.1", "port": port},
                   {"name": "hook", "type": "webhook", "webhook": {"url": f"http://127.0.0.1:{web}/"}},
                   {"name": "dead", "type": "tcp", "host": "127.0.0.1", "port": closed_port()}, self.to_file())
        done = cutoffd("sink", "test", "-c", self.configuration)
        self.assertEqual(done.returncode, 69)
        by_name = {line.split(" ")[0]: line for line in done.stdout.splitlines()}
        for name, said in (("relp", "500"), ("hook", "503"), ("dead", "refused")):
            self.assertIn("FAILED: ", by_name[name])
            self.assertIn(said, by_name[name])
        self.assertIn("acknowledged", by_name["file"])

    def test_a_collector_that_never_answers_is_waited_for_no_longer_than_its_timeout(self):
        silent = socket.socket()
        self.addCleanup(silent.close)
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        self.sinks({"name": "relp", "type": "relp", "host": "127.0.0.1", "port": silent.getsockname()[1], "timeout": "1s"})
        done = cutoffd("sink", "test", "-c", self.configuration)
        self.assertEqual(done.returncode, 69)
        self.assertIn("FAILED: ", done.stdout)

    def test_a_name_that_no_sink_has(self):
        self.sinks(self.to_file())
        done = cutoffd("sink", "test", "flie", "-c", self.configuration)
        self.assertEqual(done.returncode, 64)
        self.assertIn("there are: file", done.stderr)
        self.assertFalse(self.file.exists())

    def test_a_name_is_followed_from_the_packet_to_the_collector(self):
        self.sinks(self.to_file())
        done = cutoffd("selftest", "-c", self.configuration)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        steps = [line.split(":")[0] for line in done.stdout.splitlines()]
        self.assertEqual(steps, ["capture", "track", "match", "judge", "ledger", "outbox",
                                 f"file (file {self.file})"])
        alert, = self.written()
        self.assertEqual((alert["event"], alert["vendor"], alert["name"], alert["sensor"]),
                         ("opened", "cutoffd-selftest", "call.selftest.invalid", "attic"))
        self.assertTrue(alert["message"].startswith("TEST: "))

    def test_as_far_as_the_outbox(self):
        self.sinks(self.to_file())
        done = cutoffd("selftest", "--no-sinks", "-c", self.configuration)
        self.assertEqual((done.returncode, len(done.stdout.splitlines())), (0, 6))
        self.assertFalse(self.file.exists())

    def test_the_collector_is_the_hop_that_failed(self):
        self.sinks({"name": "dead", "type": "tcp", "host": "127.0.0.1", "port": closed_port()}, self.to_file())
        done = cutoffd("selftest", "-c", self.configuration)
        self.assertEqual(done.returncode, 69)
        self.assertIn("dead (tcp 127.0.0.1", done.stdout)
        self.assertEqual(done.stdout.count("FAILED"), 1)
        self.assertEqual(cutoffd("selftest", "--sink", "file", "-c", self.configuration).returncode, 0)

    def test_nothing_is_left_behind(self):
        state = self.folder / "state"
        self.configuration.write_text(f"state: {state}\nsinks: {json.dumps([self.to_file()])}\n")
        cutoffd("selftest", "-c", self.configuration)
        cutoffd("sink", "test", "-c", self.configuration)
        self.assertFalse(state.exists())

    def test_help_teaches(self):
        for command in (["sink"], ["sink", "test"], ["selftest"]):
            self.assertIn("Examples:", cutoffd(*command, "--help").stdout)


if __name__ == "__main__":
    CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
