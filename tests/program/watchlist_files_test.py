#!/usr/bin/env python3
"""cutoffd watchlist verify|diff|sign|update: only what is right and signed takes the place of a list.

    watchlist_files_test.py CUTOFFD
"""
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
PEERS = pathlib.Path(os.environ.get("CUTOFFD_PEERS", "/nonexistent"))

HEAD = 'vendor: acme\ntitle: Acme\ndate: "{date}"\nservices: {{update: Updates}}\nentries:\n'
ORDER = ('title: Order\nauthority: Court\nvendor: acme\nenabled: true\nactivities:\n'
         '  - {id: a, title: A, from: "2024-09-29T00:00:00-04:00", services: [update]}\n')


def listed(date, *names):
    return HEAD.format(date=date) + "".join(f"  - {{exact: {name}.acme.example, service: update}}\n" for name in names)


class Lists(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        self.place = self.root / "watchlists"
        self.place.mkdir()
        self.key = self.root / "secret.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", self.key], check=True)
        self.old = listed("2026-11-01", "a", "b", "c", "d")
        (self.place / "acme.yaml").write_text(self.old)
        self.line = self.cutoffd("sign", "--secret-key", self.key, self.place / "acme.yaml").stdout
        (self.root / "order.yaml").write_text(ORDER)
        self.config = self.root / "cutoffd.yaml"
        self.config.write_text(self.line + "watchlists: [./watchlists/acme.yaml]\ndeterminations: [./order.yaml]\n")

    def cutoffd(self, *arguments, code=0):
        done = subprocess.run([CUTOFFD, "watchlist", *map(str, arguments)], capture_output=True, text=True, timeout=60,
                              check=False)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def check(self):
        return subprocess.run([CUTOFFD, "check", "--quiet", "-c", self.config], capture_output=True, text=True,
                              timeout=60, check=False)

    def new(self, text, sign=True):
        path = self.root / "acme.yaml"
        path.write_text(text)
        path.with_name("acme.yaml.minisig").unlink(missing_ok=True)
        if sign:
            self.cutoffd("sign", "--secret-key", self.key, path)
        return path

    def update(self, path, *options, code=0):
        return self.cutoffd("update", "-c", self.config, "--into", self.place, *options, path, code=code)

    def assert_old_works(self):
        self.assertEqual((self.place / "acme.yaml").read_text(), self.old)
        self.assertEqual(self.check().returncode, 0)
        self.assertEqual([p.name for p in self.place.iterdir() if p.name.startswith(".")], [], "nothing is left behind")


class WatchlistFiles(Lists):
    def test_a_newer_list_takes_the_place_and_says_what_changes(self):
        path = self.new(listed("2026-11-20", "a", "b", "c", "e"))
        done = self.update(path)
        self.assertIn("- exact: d.acme.example (update, observed)\n+ exact: e.acme.example (update, observed)\n",
                      done.stdout)
        self.assertIn("acme of 2026-11-20, 4 entries", done.stdout, "the signed comment")
        self.assertEqual((self.place / "acme.yaml").read_text(), path.read_text())
        self.assertEqual(self.check().returncode, 0, "it is signed where it lies")

    def test_what_was_tampered_with_is_refused(self):
        path = self.new(listed("2026-11-20", "a", "b", "c", "d"))
        path.write_text(path.read_text().replace("c.acme", "x.acme"))
        self.assertIn("does not fit the file", self.update(path, code=65).stderr)
        self.update(path, "--force", code=65)  # nothing forces a signature
        self.assert_old_works()

    def test_what_was_cut_or_is_not_signed_is_refused(self):
        path = self.new(listed("2026-11-20", "a", "b", "c", "d"))
        text = path.read_text()
        for length in (0, len(text) // 2, len(text) - 1):
            path.write_text(text[:length])
            self.update(path, code=65)
        self.assertIn("no signature", self.update(self.new(text, sign=False), code=65).stderr)
        other = self.root / "other.pem"
        subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", other], check=True)
        self.cutoffd("sign", "--secret-key", other, path)
        self.assertIn("by a key that is not trusted", self.update(path, code=65).stderr)
        self.assert_old_works()

    def test_what_shrank_or_is_older_or_of_another_vendor_is_refused_unless_it_is_meant(self):
        for text, why in ((listed("2026-11-20", "a"), "would shrink from 4 to 1 entries"),
                          (listed("2026-10-01", "a", "b", "c", "d"), "it is dated 2026-10-01"),
                          (listed("2026-11-20", "a", "b", "c", "d").replace("vendor: acme", "vendor: other"),
                           "it is of other")):
            self.assertIn(why, self.update(self.new(text), code=65).stderr)
            self.assert_old_works()
        path = self.new(listed("2026-11-20", "a"))
        self.update(path, "--force")
        self.assertEqual((self.place / "acme.yaml").read_text(), path.read_text())

    def test_a_list_with_mistakes_is_not_signed_and_not_taken(self):
        path = self.new(listed("2026-11-20", "a"), sign=False)
        path.write_text(path.read_text().replace("vendor:", "vendr:"))
        self.cutoffd("sign", "--secret-key", self.key, path, code=65)
        self.assertFalse(path.with_name("acme.yaml.minisig").exists())

    def test_verify_says_who_signed_what(self):
        done = self.cutoffd("verify", "-c", self.config, self.place / "acme.yaml")
        self.assertIn("4 entries of acme, dated 2026-11-01; signed by RW", done.stdout)
        public = self.line.split("[")[1].split("]")[0]
        self.cutoffd("verify", "--key", public, self.place / "acme.yaml")
        (self.root / "key.pub").write_text(f"untrusted comment: ours\n{public}\n")
        self.cutoffd("verify", "--key", self.root / "key.pub", self.place / "acme.yaml")
        self.cutoffd("verify", "--key", "RWnonsense", self.place / "acme.yaml", code=66)
        self.cutoffd("verify", "-c", self.config, self.root / "nosuch.yaml", code=66)
        (self.place / "acme.yaml").write_text(self.old + "\n")
        self.cutoffd("verify", "-c", self.config, self.place / "acme.yaml", code=65)

    def test_a_list_in_use_must_be_signed_once_a_key_is_configured(self):
        self.assertEqual(self.check().returncode, 0)
        (self.place / "acme.yaml").write_text(self.old.replace("d.acme", "x.acme"))
        done = self.check()
        self.assertEqual(done.returncode, 78)
        self.assertIn("watchlists/acme.yaml: found a signature that does not fit the file", done.stderr)
        (self.place / "acme.yaml.minisig").unlink()
        self.assertIn("no signature that can be read in acme.yaml.minisig", self.check().stderr)

    def test_lists_that_come_with_the_program_need_no_signature(self):
        self.config.write_text(self.line)
        self.assertEqual(self.check().returncode, 0, self.check().stderr)


class FilesOfNames(Lists):
    """A list whose names stand in a file beside it: what is signed must say which names are meant."""

    def list_of(self, date, file, *names, digest=True):
        text = "".join(f"{name}.acme.example\n" for name in names)
        (self.root / file).write_text(text)
        sha = f", sha256: {hashlib.sha256(text.encode()).hexdigest()}" if digest else ""
        return HEAD.format(date=date) + f"  - {{exact_file: {file}, service: update{sha}}}\n"

    def test_they_are_put_in_place_with_the_list(self):
        path = self.new(self.list_of("2026-11-20", "acme-20.names", "a", "b", "c", "e"))
        done = self.update(path)
        self.assertIn("- exact: d.acme.example (update, observed)\n+ exact: e.acme.example (update, observed)\n",
                      done.stdout)
        self.assertEqual((self.place / "acme-20.names").read_text(), (self.root / "acme-20.names").read_text())
        self.assertEqual(self.check().returncode, 0, self.check().stderr)
        self.assertIn("4 entries of acme", self.cutoffd("verify", "-c", self.config, self.place / "acme.yaml").stdout)

    def test_names_that_were_changed_afterwards_are_refused(self):
        path = self.new(self.list_of("2026-11-20", "acme-20.names", "a", "b", "c", "e"))
        (self.root / "acme-20.names").write_text("evil.example\n")
        self.assertIn("found another content", self.update(path, code=65).stderr)
        self.assert_old_works()
        self.assertFalse((self.place / "acme-20.names").exists())

    def test_a_list_that_does_not_give_the_digest_is_not_signed(self):
        path = self.new(self.list_of("2026-11-20", "acme-20.names", "a", "b", digest=False), sign=False)
        done = self.cutoffd("sign", "--secret-key", self.key, path, code=65)
        digest = hashlib.sha256((self.root / "acme-20.names").read_bytes()).hexdigest()
        self.assertIn(f"it is {digest}", done.stderr)

    def test_names_that_a_list_in_place_may_speak_of_are_not_written_over(self):
        self.update(self.new(self.list_of("2026-11-20", "acme.names", "a", "b", "c", "d")))
        before = (self.place / "acme.yaml").read_text()
        path = self.new(self.list_of("2026-11-21", "acme.names", "a", "b", "c", "e"))
        self.assertIn("needs a name of its own", self.update(path, code=65).stderr)
        self.assertEqual((self.place / "acme.yaml").read_text(), before)
        self.assertEqual(self.check().returncode, 0, self.check().stderr)
        self.update(path, "--force")
        self.assertEqual(self.check().returncode, 0, self.check().stderr)

    def test_a_shorter_file_of_names_is_a_shorter_list(self):
        path = self.new(self.list_of("2026-11-20", "acme-20.names", "a"))
        self.assertIn("would shrink from 4 to 1 entries", self.update(path, code=65).stderr)


class Minisign(Lists):
    """The real program, installed or unpacked below $CUTOFFD_PEERS."""

    def setUp(self):
        here = PEERS / "usr/bin/minisign"
        self.program = str(here) if here.exists() else shutil.which("minisign")
        if self.program is None:
            self.skipTest("minisign is not here")
        super().setUp()

    def minisign(self, *arguments, code=0):
        libraries = ":".join(map(str, PEERS.glob("usr/lib/*-linux-gnu")))
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, timeout=60,
                              stdin=subprocess.DEVNULL, check=False,
                              env=dict(os.environ, LD_LIBRARY_PATH=libraries, HOME=str(self.root)))
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout

    def test_minisign_believes_what_we_sign(self):
        public = self.line.split("[")[1].split("]")[0]
        said = self.minisign("-V", "-P", public, "-m", self.place / "acme.yaml")
        self.assertIn("Trusted comment: acme of 2026-11-01, 4 entries", said)
        (self.place / "acme.yaml").write_text(self.old + "\n")
        self.minisign("-V", "-P", public, "-m", self.place / "acme.yaml", code=1)

    def test_we_believe_what_minisign_signs(self):
        secret, public = self.root / "mini.key", self.root / "mini.pub"
        self.minisign("-G", "-W", "-s", secret, "-p", public)
        path = self.new(listed("2026-11-20", "a", "b", "c", "e"), sign=False)
        for form in ((), ("-l",)):  # of the digest, and of old of the file itself
            self.minisign("-S", *form, "-s", secret, "-t", "by hand", "-m", path)
            self.assertIn(": by hand", self.cutoffd("verify", "--key", public, path).stdout)
        self.assertIn("not trusted", self.update(path, code=65).stderr)
        self.update(path, "--key", public)
        self.assertEqual((self.place / "acme.yaml").read_text(), path.read_text())

    def test_a_key_of_minisign_signs_here_for_both(self):
        secret, public = self.root / "mini.key", self.root / "mini.pub"
        self.minisign("-G", "-W", "-s", secret, "-p", public)
        line = self.cutoffd("sign", "--secret-key", secret, self.place / "acme.yaml").stdout
        self.assertIn(public.read_text().splitlines()[1], line)
        self.minisign("-V", "-p", public, "-m", self.place / "acme.yaml")


class Running(Lists):
    """A daemon that runs: what is refused at a reload leaves the lists in use working."""

    def setUp(self):
        super().setUp()
        self.state = self.root / "state"
        self.said = (self.root / "alerts").open("w+")
        self.addCleanup(self.said.close)
        self.daemon = subprocess.Popen([CUTOFFD, "run", "-c", self.config, "-i", "lo", "--state", self.state],
                                       stdout=self.said, stderr=subprocess.STDOUT)
        self.addCleanup(self.end)
        while not self.status():
            if self.daemon.poll() is not None:
                self.skipTest("capturing is not possible here: " + (self.root / "alerts").read_text())
            time.sleep(0.1)

    def end(self):
        if self.daemon.poll() is None:
            self.daemon.terminate()
        self.daemon.wait(timeout=30)

    def status(self):
        done = subprocess.run([CUTOFFD, "status", "--json", "-c", self.config, "--state", self.state],
                              capture_output=True, text=True, timeout=60, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    def wait_for(self, words):
        end = time.monotonic() + 20
        while words not in (self.root / "alerts").read_text():
            self.assertLess(time.monotonic(), end, (self.root / "alerts").read_text())
            time.sleep(0.1)

    def reload(self, code=0):
        done = subprocess.run([CUTOFFD, "reload", "-c", self.config, "--state", self.state], capture_output=True,
                              text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, code, done.stderr)
        return done.stdout

    def test_a_list_that_was_changed_in_its_place_is_refused_and_told(self):
        before = self.status()["watchlists"]
        (self.place / "acme.yaml").write_text(listed("2026-11-20", "a", "b", "c", "d", "x"))
        self.daemon.send_signal(signal.SIGHUP)
        self.wait_for("a signature that does not fit the file")
        self.assertEqual(self.status()["watchlists"], before)
        self.reload(code=78)
        self.assertEqual(self.status()["watchlists"], before)
        self.assertIsNone(self.daemon.poll())

    def test_an_update_is_taken_at_the_next_reload(self):
        self.update(self.new(listed("2026-11-20", "a", "b", "c", "d", "e")))
        self.assertIn("acme +1 entries", self.reload())
        self.assertIn('"2026-11-20"', json.dumps(self.status()["watchlists"]))


if __name__ == "__main__":
    unittest.main()
