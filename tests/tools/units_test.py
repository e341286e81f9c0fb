#!/usr/bin/env python3
"""The units, held against systemd's own tools.

    units_test.py UNITS

UNITS is the folder of the generated units. Exit code 77: systemd-analyze is not here.

Expected: no complaint by `systemd-analyze verify`; each line with a reason; a score of `systemd-analyze security` of 1.7
at most, 1.6 with the drop-in that names the collectors; the codes that prevent a restart are codes of the program, and
nothing else prevents one; what starts the daemon as root (procd, a container) names the account that it goes on as.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
UNITS = pathlib.Path(sys.argv.pop()).resolve() if len(sys.argv) > 1 else ROOT
SERVICES = ["cutoffd.service", "cutoffd@.service", "cutoffd-nic@.service"]
MOUNT = "run-bpf-cutoffd.mount"
INSTANCE = {name: name.replace("@.", "@eth1.") for name in SERVICES}


def analyze(*arguments):
    return subprocess.run(["systemd-analyze", "--no-pager", *arguments], capture_output=True, text=True, timeout=60,
                          check=False)


class Units(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        # Programs that a unit calls must exist for systemd-analyze: where they do is the installation's business.
        self.folder = self.root / "units"
        self.folder.mkdir()
        for name in [*SERVICES, MOUNT]:
            text = re.sub(r"^(Exec\w+=-?)/\S+", r"\1/bin/true", (UNITS / name).read_text(), flags=re.M)
            # Pages that are not installed are no mistake of the unit.
            (self.folder / name).write_text(re.sub(r"^Documentation=.*\n", "", text, flags=re.M))

    def score(self, name, drop_in=None):
        instance = self.folder / INSTANCE[name]
        if not instance.exists():
            instance.symlink_to(name)
        if drop_in:
            where = self.folder / f"{name}.d"
            where.mkdir()
            shutil.copy(ROOT / "systemd" / drop_in, where)
        done = analyze("security", "--offline=true", str(instance))
        self.assertEqual(done.returncode, 0, done.stderr)
        return float(re.search(r"exposure level for \S+: ([0-9.]+)", done.stdout)[1])

    def test_verify_has_no_complaint(self):
        for name in [*SERVICES, MOUNT]:
            path = self.folder / INSTANCE.get(name, name)
            if path.name != name:
                path.symlink_to(name)
            done = analyze("verify", "--man=no", str(path))
            ours = [line for line in (done.stdout + done.stderr).splitlines() if "cutoffd" in line]
            self.assertEqual(ours, [], name)

    def test_score_is_low(self):
        self.assertLessEqual(self.score("cutoffd.service"), 1.7)
        self.assertLessEqual(self.score("cutoffd@.service"), 1.7)
        self.assertLessEqual(self.score("cutoffd-nic@.service"), 1.7)

    def test_score_is_lower_where_collectors_are_named(self):
        self.assertLessEqual(self.score("cutoffd.service", "collectors-only.conf"), 1.6)

    def test_each_setting_has_its_reason(self):
        """A comment stands above each setting, or above the run of settings that it belongs to."""
        for path in [*sorted((ROOT / "systemd").glob("*.in")), *sorted((ROOT / "systemd").glob("*.conf"))]:
            explained = False
            for number, line in enumerate(path.read_text().splitlines(), 1):
                if line.startswith("#"):
                    explained = True
                elif not line or line.startswith("[") or line.startswith("@"):
                    explained = explained and line.startswith("[")
                elif not re.match(r"(Description|Documentation|WantedBy)=", line):
                    self.assertTrue(explained, f"{path.name}:{number}: {line} has no reason")

    def test_the_shunt_is_pinned_by_whom_the_daemon_is_not(self):
        nic, daemon = (self.folder / f"cutoffd{kind}.service" for kind in ("-nic@", ""))
        nic, daemon = nic.read_text(), daemon.read_text()
        group = re.search(r"^Group=(\S+)", nic, re.M)[1]
        accounts = (ROOT / "systemd" / "sysusers.conf").read_text()
        self.assertIn(f"g {group} ", accounts)
        self.assertIn(f"m {re.search(r'^User=(.+)', daemon, re.M)[1]} {group}", accounts)
        self.assertNotIn("CAP_BPF", daemon)
        where = re.search(r"^Where=(\S+)", (UNITS / MOUNT).read_text(), re.M)[1]
        self.assertIn(f'kShuntPins = "{where}"', (ROOT / "capture" / "source" / "shunt_pins.h").read_text())
        self.assertIn(f"ReadWritePaths=-{where}\n", nic)
        self.assertEqual(MOUNT, where[1:].replace("/", "-") + ".mount")

    def test_codes_that_prevent_a_restart_are_the_programs(self):
        codes = dict(re.findall(r"(\w+) = (\d+)", (ROOT / "daemon" / "exit_code.h").read_text()))
        line = re.search(r"^RestartPreventExitStatus=(.*)", (UNITS / "cutoffd.service").read_text(), re.M)[1]
        wanted = {codes[word] for word in ("usage", "bad_data", "no_input", "no_permission", "configuration")}
        self.assertEqual(set(line.split()), wanted)
        self.assertNotIn(codes["unavailable"], line, "an interface may come back")
        self.assertNotIn(codes["cannot_create"], line, "a disk may have room again")

    def test_no_limit_ends_what_comes_back(self):
        """However often it ends: at a gentle pace it is started again."""
        for name in SERVICES[:2]:
            text = (UNITS / name).read_text()
            self.assertEqual(re.findall(r"^StartLimit\w+=.*", text, re.M), ["StartLimitIntervalSec=0"], name)
            self.assertEqual(re.findall(r"^Restart(?:Sec)?=.*", text, re.M), ["Restart=on-failure", "RestartSec=5s"], name)
        procd = (ROOT / "packaging" / "openwrt" / "files" / "cutoffd.init").read_text()
        self.assertEqual(re.findall(r"respawn (\d+ \d+ \d+)", procd), ["3600 10 0"], "0: as often as it takes")

    def test_who_starts_it_as_root_names_an_account(self):
        """Else it would keep CAP_NET_RAW, and be root."""
        for name, account in (("openwrt/files/cutoffd.init", "openwrt/Makefile"),
                              ("container/Containerfile", "container/Containerfile")):
            text = (ROOT / "packaging" / name).read_text()
            runs = re.findall(r"^(?:\tprocd_set_param command|CMD|#.*cutoffd run).*", text, re.M)
            self.assertTrue(runs, name)
            for line in runs:
                self.assertIn("--user cutoffd", re.sub(r'[",]+ *"?', " ", line), name)
            made = (ROOT / "packaging" / account).read_text()
            self.assertRegex(made, r"USERID:=cutoffd=|useradd [^&]*\bcutoffd\b", account)

    def test_both_services_run_in_the_same_sandbox(self):
        for part in ("running.in", "sandbox.in"):
            text = (ROOT / "systemd" / part).read_text().strip()
            for name in SERVICES[:2]:
                self.assertIn(text, (UNITS / name).read_text())


if __name__ == "__main__":
    if shutil.which("systemd-analyze") is None:
        print("SKIPPED: systemd-analyze is not here")
        sys.exit(77)
    unittest.main()
