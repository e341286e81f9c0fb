#!/usr/bin/env python3
"""`cutoffd report`: the same bytes from the same ledger, the numbers of `devices --json`, nothing forged by a name.

    report_test.py CUTOFFD [unittest arguments]
"""
import csv
import hashlib
import html
import html.parser
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "samples" / "office.pcap"
CUTOFFD = ""
FORMATS = ("text", "json", "csv", "html")


def cutoffd(*arguments):
    return subprocess.run([CUTOFFD, *map(str, arguments)], capture_output=True, timeout=120, check=False)


class Page(html.parser.HTMLParser):
    """Tags that stay open, everything that would be fetched or run, and the tables' rows."""
    VOID = {"meta", "br", "hr", "img", "link", "input"}

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.open, self.mistakes, self.active, self.rows, self.text = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "img", "link", "object") or any(
                name.startswith("on") or name in ("src", "href") for name, _ in attrs):
            self.active.append(tag)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append(0)
        if tag in ("td", "th") and self.rows:
            self.rows[-1] += 1

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.mistakes.append(tag)

    def handle_data(self, data):
        self.text.append(data)


def page_of(done):
    page = Page()
    page.feed(done.stdout.decode())
    page.close()
    return page


class ReportTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-report-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)
        self.state = self.folder / "state"
        done = cutoffd("replay", "--state", self.state, SAMPLE)
        self.assertEqual(done.returncode, 0, done.stderr)

    def report(self, *arguments):
        done = cutoffd("report", "--state", self.state, *arguments)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done

    def facts(self, *arguments):
        return json.loads(self.report("--format", "json", *arguments).stdout)

    def test_the_same_ledger_gives_the_same_bytes(self):
        for form in FORMATS:
            self.assertEqual(self.report("--format", form).stdout, self.report("--format", form).stdout, form)
        again = self.folder / "again"
        cutoffd("replay", "--state", again, SAMPLE)
        for form in FORMATS:
            other = cutoffd("report", "--state", again, "--format", form)
            self.assertEqual(self.report("--format", form).stdout, other.stdout, form)

    def test_its_numbers_are_those_of_devices(self):
        listed = [json.loads(line) for line in cutoffd("devices", "--json", "--state", self.state).stdout.splitlines()]
        reported = self.facts()["devices"]
        self.assertEqual(len(listed), len(reported))
        self.assertGreater(len(listed), 3)
        for one, other in zip(listed, reported, strict=True):
            self.assertEqual(one["device"]["id"], other["device"]["id"])
            for key in ("vendor", "service", "state", "bytes_up", "bytes_down", "prohibited"):
                self.assertEqual(one[key], other[key], key)
            self.assertEqual(one.get("evidence"), other.get("evidence"))
            for side in ("before", "after"):
                self.assertEqual(one[side]["count"], other[side]["count"])
        rows = list(csv.DictReader(io.StringIO(self.report("--format", "csv").stdout.decode())))
        self.assertEqual([(row["device"], row["service"], int(row["after_count"]), int(row["bytes_down"])) for row in rows],
                         [(one["device"]["id"], one["service"], one["after"]["count"], one["bytes_down"]) for one in listed])

    def test_the_page_to_print_has_the_same_numbers(self):
        listed = [json.loads(line) for line in cutoffd("devices", "--json", "--state", self.state).stdout.splitlines()]
        text = self.report("--format", "html").stdout.decode()
        table = re.search(r"<caption>Each device and service.*?</table>", text, re.DOTALL)[0]
        rows = re.findall(r"<tr><th scope=\"row\">(.*?)</tr>", table, re.DOTALL)
        self.assertEqual(len(rows), len(listed))
        for row, one in zip(rows, listed, strict=True):
            cells = re.findall(r"<td>(.*?)</td>", row, re.DOTALL)
            for cell, side in ((cells[3], one["before"]), (cells[4], one["after"])):
                shown = re.match(r"<span class=\"n\">(\d+)</span>", cell)
                self.assertEqual(int(shown[1]) if shown else 0, side["count"], row)
                for key in ("first", "last"):
                    self.assertEqual(side.get(key, "")[:19] in cell, True, row)
            self.assertIn(html.escape(one["device"].get("name", "")), row)
            self.assertIn(one["device"]["ip"][0], row)
            self.assertIn(one["service"], cells[0])
            self.assertIn(one["state"], cells[1])
            self.assertIn(one.get("evidence", "-"), cells[2])

    def test_the_spreadsheet_has_the_facts_of_the_list(self):
        listed = [json.loads(line) for line in cutoffd("devices", "--json", "--state", self.state).stdout.splitlines()]
        rows = list(csv.DictReader(io.StringIO(self.report("--format", "csv").stdout.decode())))
        for row, one in zip(rows, listed, strict=True):
            device = one["device"]
            self.assertEqual((row["identity"], row["vlan"], row["mac"], row["ip"]),
                             (device["identity"], " ".join(map(str, device["vlan"])), device["mac"], " ".join(device["ip"])))
            self.assertEqual((row["bytes_up"], row["bytes_down"]), (str(one["bytes_up"]), str(one["bytes_down"])))
            self.assertEqual((row["prohibited"] == "yes", row["state"], row["watched_name"]), (one["prohibited"], one["state"], one["name"]))

    def test_days_and_proofs_are_in_the_lists_too(self):
        listed = [json.loads(line) for line in cutoffd("devices", "--json", "--state", self.state).stdout.splitlines()]
        for one in listed:
            last = (one["after"] if one["after"]["count"] else one["before"])["last"][:10]
            self.assertEqual(one["days"][-1]["day"], last)
            self.assertLessEqual(sum(day["contacts"] for day in one["days"]), one["before"]["count"] + one["after"]["count"])
        incidents = {one["incident"]: one for one in map(json.loads, cutoffd(
            "incident", "list", "--json", "--state", self.state).stdout.splitlines())}
        reported = self.facts()["incidents"]
        self.assertEqual(set(incidents), {one["incident"] for one in reported})
        for one in reported:
            other = incidents[one["incident"]]
            self.assertEqual(one["cutoff"][:19], other["cutoff"][:19])
            self.assertEqual([(p["evidence"], p["time"], p["frame"], p.get("server")) for p in one["proofs"]],
                             [(p["evidence"], p["time"], p["frame"], p.get("server", {}).get("ip")) for p in other["proofs"]])

    def test_it_says_who_exempted_what_until_when_and_by_which_versions(self):
        configuration = self.folder / "cutoffd.yaml"
        configuration.write_text(json.dumps({"state": str(self.state), "exemptions": [
            {"device": "10.20.30.40", "service": "update", "owner": "Anna of IT", "reason": "moves in May", "until": "2030-01-01T00:00:00Z"}],
            "networks": {"internal": ["10.0.0.0/8"]},
            "rules": [{"name": "us-icts-2021-002", "determination": "us-icts-2021-002",
                       "scope": {"networks": ["10.20.0.0/16"], "exclude": {"devices": ["10.20.30.80"]}}}]}))
        facts = json.loads(cutoffd("report", "-c", configuration, "--format", "json").stdout)
        self.assertEqual(facts["exemptions"], [{"device": "10.20.30.40", "service": "update", "owner": "Anna of IT",
                                                "reason": "moves in May", "until": "2030-01-01T00:00:00Z"}])
        self.assertEqual(facts["scope"]["rules"], [{"rule": "us-icts-2021-002", "determination": "us-icts-2021-002",
                                                    "services": "all that it prohibits", "told_from": "asked",
                                                    "where": "only network 10.20.0.0/16; except device 10.20.30.80"}])
        self.assertEqual(facts["scope"]["internal_networks"], ["10.0.0.0/8"])
        version = cutoffd("--version").stdout.decode().split()[-1]
        self.assertEqual(facts["version"], version)
        self.assertTrue(all(one["version"] and one["date"] and one["entries"] for one in facts["watchlists"]))
        for form in ("html", "text"):
            said = cutoffd("report", "-c", configuration, "--format", form).stdout.decode()
            for part in ("Anna of IT", "moves in May", "2030-01-01T00:00:00Z", version, facts["watchlists"][0]["version"],
                         *facts["determinations"][0]["sources"], facts["determinations"][0]["citation"]):
                self.assertIn(part, html.unescape(said))

    def test_the_hash_is_that_of_the_rest(self):
        text = self.report("--format", "json").stdout.decode()
        facts = json.loads(text)
        body = text.rstrip("\n").replace(',"sha256":"' + facts["sha256"] + '"', "")
        self.assertEqual(hashlib.sha256(body.encode()).hexdigest(), facts["sha256"])
        self.assertIn(facts["sha256"], self.report("--format", "html").stdout.decode())
        self.assertIn(facts["sha256"], self.report("--format", "text").stdout.decode())

    def test_each_incident_has_its_proofs_and_each_order_its_source(self):
        facts = self.facts()
        self.assertTrue(facts["incidents"])
        for incident in facts["incidents"]:
            self.assertTrue(incident["proofs"], incident["incident"])
            for proof in incident["proofs"]:
                self.assertGreater(proof["frame"], 0)
        order = facts["determinations"][0]
        for key in ("authority", "citation", "activities", "note", "sources"):
            self.assertTrue(order[key], key)
        self.assertEqual(facts["watchlists"][0]["vendor"], "kaspersky")

    def test_coverage_is_that_of_the_captures(self):
        source = self.facts()["coverage"]["sources"][0]
        self.assertEqual(source["source"], "capture")
        self.assertGreater(source["figures"]["packets"], 100)
        self.assertEqual(source["looked"], "100.00 %")

    def test_a_period_leaves_out_what_lies_outside(self):
        whole = self.facts()
        nothing = self.facts("--from", "2001-01-01T00:00:00Z", "--to", "2001-02-01T00:00:00Z")
        self.assertNotIn("devices", nothing)
        self.assertNotIn("incidents", nothing)
        self.assertEqual(nothing["coverage"]["verdict"], "inconclusive")
        last = max(incident["last"] for incident in whole["incidents"])
        late = self.facts("--from", last)
        self.assertLess(len(late["devices"]), len(whole["devices"]))
        self.assertGreaterEqual(len(late["incidents"]), 1)

    def test_it_says_what_changed_since_an_earlier_one(self):
        earlier = self.folder / "earlier.json"
        earlier.write_bytes(self.report("--format", "json").stdout)
        self.assertEqual(self.facts("--since", earlier)["changes"], ["nothing"])
        facts = json.loads(earlier.read_text())
        gone = facts["incidents"].pop()["incident"]
        facts["incidents"][0]["state"] = "quiet"
        facts["incidents"][0]["count"] -= 1
        earlier.write_text(json.dumps(facts))
        changes = self.facts("--since", earlier)["changes"]
        self.assertTrue(any(change.startswith("new: " + gone) for change in changes), changes)
        self.assertTrue(any("was quiet, and is" in change for change in changes), changes)
        self.assertTrue(any("1 more contacts" in change for change in changes), changes)

    def test_the_page_is_whole_and_fetches_nothing(self):
        page = page_of(self.report("--format", "html"))
        self.assertEqual((page.open, page.mistakes, page.active), ([], [], []))
        self.assertIn("desk-17", "".join(page.text))

    def test_names_from_the_wire_and_of_operators_are_text(self):
        hostile = '"><script>alert(1)</script><b x=\'&amp;'
        configuration = self.folder / "cutoffd.yaml"
        configuration.write_text(json.dumps({"state": str(self.state), "sensor": "s", "exemptions": [
            {"device": "10.20.30.40", "owner": hostile, "reason": hostile, "until": "2030-01-01T00:00:00Z"}]}))
        incident = self.facts()["incidents"][0]["incident"]
        done = cutoffd("incident", "ack", incident, "--state", self.state, "--who", "=cmd|' /C calc'!A0", "--why", hostile)
        self.assertEqual(done.returncode, 0, done.stderr)
        page = page_of(cutoffd("report", "-c", configuration, "--format", "html", "--to", "2100-01-01T00:00:00Z"))
        self.assertEqual((page.open, page.mistakes, page.active), ([], [], []))
        self.assertEqual("".join(page.text).count(hostile), 3)

    def test_mistakes_say_what_to_do(self):
        self.assertEqual(cutoffd("report", "--state", self.folder / "none").returncode, 66)
        self.assertEqual(cutoffd("report", "--from", "yesterday").returncode, 64)
        self.assertEqual(cutoffd("report", "--format", "pdf").returncode, 64)
        noise = self.folder / "noise.json"
        noise.write_text("[]")
        done = cutoffd("report", "--state", self.state, "--since", noise)
        self.assertEqual(done.returncode, 66)
        self.assertIn(b"no report in JSON", done.stderr)


if __name__ == "__main__":
    CUTOFFD = sys.argv.pop(1)
    unittest.main(verbosity=1)
