#!/usr/bin/env python3
"""packaging/siem: what a collector would make of the alerts that the program prints.

    siem_test.py CUTOFFD [unittest arguments]

Expressions are run over the sample's alerts in each format and compared with the same alerts in JSON. What only
the product itself could tell is said to be untried in packaging/siem/README.md.
"""
import configparser
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIEM = ROOT / "packaging" / "siem"
PEERS = pathlib.Path(os.environ.get("CUTOFFD_PEERS", "/nonexistent"))
CUTOFFD = ""


@functools.cache
def alerts(form):
    done = subprocess.run([CUTOFFD, "replay", "--format", form, str(ROOT / "samples" / "office.pcap")],
                          capture_output=True, text=True, timeout=120, check=True)
    lines = done.stdout.splitlines()
    assert lines
    return [json.loads(line) for line in lines] if form in ("json", "eve", "ecs") else lines


def flat(value, path=""):
    """{"device.ip": ["10.0.0.1"], …}: every leaf as text, under the path to it."""
    out = {}
    if isinstance(value, dict):
        for key, inner in value.items():
            for name, leaves in flat(inner, f"{path}.{key}" if path else key).items():
                out.setdefault(name, []).extend(leaves)
    elif isinstance(value, list):
        for inner in value:
            for name, leaves in flat(inner, path).items():
                out.setdefault(name, []).extend(leaves)
    else:
        out[path] = [str(value)]
    return out


def words():
    """The flat words of docs/alerts.md, section 4, from its schema."""
    schema = json.loads((ROOT / "docs" / "alert.schema.json").read_text())
    names = set()
    for key, value in schema["properties"].items():
        if "$ref" in value and value["$ref"].split("/")[-1] in schema["$defs"]:
            value = schema["$defs"][value["$ref"].split("/")[-1]]
        inner = value.get("properties")
        names |= {f"{key}_{word}" for word in inner} if inner else {key}
    return names


def peer(name):
    for folder in ("usr/sbin", "usr/bin"):
        if (PEERS / folder / name).exists():
            return str(PEERS / folder / name)
    return shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")


def pcre(text):
    return re.compile(text)


class Splunk(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.transforms = configparser.ConfigParser(interpolation=None)
        cls.transforms.read(SIEM / "splunk" / "transforms.conf")
        cls.props = configparser.ConfigParser(interpolation=None)
        cls.props.optionxform = str
        cls.props.read(SIEM / "splunk" / "props.conf")

    def test_structured_data_comes_out_as_it_went_in(self):
        expression = pcre(self.transforms["cutoffd_structured_data"]["REGEX"])
        for line, alert in zip(alerts("rfc5424"), alerts("json"), strict=True):
            found = dict(expression.findall(line))
            for key in ("event", "incident", "service", "evidence", "name", "sensor", "rule"):
                self.assertEqual(found[key], alert[key], key)
            self.assertEqual(found["device_mac"], alert["device"]["mac"])
            self.assertEqual(found["sequence"], str(alert["sequence"]))
            self.assertLessEqual(set(found), words())

    def test_no_text_of_a_device_makes_a_field(self):
        expression = pcre(self.transforms["cutoffd_structured_data"]["REGEX"])
        line = r'x [cutoffd@32473 device_name="a\" severity=\"emerg\" b=\"\]" severity="info"] said'
        self.assertEqual(dict(expression.findall(line)), {"device_name": r'a\" severity=\"emerg\" b=\"\]',
                                                         "severity": "info"})

    def test_message_id(self):
        expression = pcre(self.transforms["cutoffd_message_id"]["REGEX"])
        for line, alert in zip(alerts("rfc5424"), alerts("json"), strict=True):
            self.assertTrue(expression.search(line)[1].endswith("_" + alert["event"].upper()))

    def test_aliases_name_fields_that_exist(self):
        for section, known in (("cutoffd:json", {k for a in alerts("json") for k in flat(a)}), ("cutoffd:syslog", words())):
            alias = self.props[section]["FIELDALIAS-cim"].replace('"', "").replace("{}", "")
            for source in re.findall(r"(\S+) AS \S+", alias):
                self.assertIn(source, known)
            for report in self.props[section].get("REPORT-cutoffd", "").split(","):
                self.assertTrue(not report or report.strip() in self.transforms, report)

    def test_time_is_found(self):
        prefix = self.props["cutoffd:json"]["TIME_PREFIX"]
        for alert in alerts("json"):
            text = json.dumps(alert, separators=(",", ":"))
            self.assertRegex(text, prefix + r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z")


class Wazuh(unittest.TestCase):
    def decoded(self, line):
        root = xml.fromstring("<all>" + (SIEM / "wazuh4" / "cutoffd_decoders.xml").read_text() + "</all>")
        parent, *fields = root.findall("decoder")
        # What its pre-decoder leaves: program name, and the message after "PROGRAM: " or "PROGRAM[PID]: ".
        head = re.match(r"<\d+>\w{3} [ \d]\d \d\d:\d\d:\d\d (\S+) ([^\s:\[]+)(?:\[\d+\])?: (.*)$", line)
        self.assertIsNotNone(head, line)
        self.assertRegex(head[2], parent.find("program_name").text)
        out = {}
        for decoder in fields:
            self.assertEqual(decoder.find("parent").text, parent.get("name"))
            self.assertEqual(decoder.find("regex").get("type"), "pcre2")
            if found := pcre(decoder.find("regex").text).search(head[3]):
                out[decoder.find("order").text] = found[1]
        return out

    def test_decoders_on_the_programs_alerts(self):
        for line, alert in zip(alerts("rfc3164"), alerts("json"), strict=True):
            got = self.decoded(line)
            self.assertEqual(got["srcip"], alert["device"]["ip"][0])
            self.assertEqual(got["id"], alert["incident"])
            self.assertEqual(got["cutoffd.event"], alert["event"])
            self.assertEqual(got["cutoffd.name"], alert["name"])
            self.assertEqual(got["cutoffd.evidence"], alert["evidence"])
            self.assertEqual(got["srcmac"], alert["device"]["mac"])
            self.assertEqual(got.get("cutoffd.blocked"), alert.get("blocked"))
            self.assertEqual(got.get("dstip"), alert.get("server", {}).get("ip"))

    def test_no_text_of_a_device_makes_a_field(self):
        got = self.decoded('<27>Oct  2 08:16:30 sensor cutoffd: CONTACT_OPENED message="x evidence=\\"transferred\\" y" '
                           'event="opened" evidence="asked"')
        self.assertEqual(got["cutoffd.evidence"], "asked")

    def test_rules_name_fields_that_exist(self):
        root = xml.fromstring(re.sub(r"<!--.*?-->", "", (SIEM / "wazuh4" / "cutoffd_rules.xml").read_text(), flags=re.S))
        known = {key for alert in alerts("eve") for key in flat(alert)} | {"alert.metadata.blocked"}
        decoders = (SIEM / "wazuh4" / "cutoffd_decoders.xml").read_text()
        known |= set(re.findall(r"<order>([^<]+)</order>", decoders))
        ids = [rule.get("id") for rule in root.iter("rule")]
        self.assertEqual(len(ids), len(set(ids)))
        for rule in root.iter("rule"):
            self.assertGreaterEqual(int(rule.get("id")), 100000, "the range for one's own")
            for field in rule.iter("field"):
                self.assertIn(field.get("name"), known)
            for name in re.findall(r"\$\(([^)]+)\)", rule.find("description").text):
                self.assertIn(name, known)
            for parent in rule.iter("if_sid"):
                self.assertIn(parent.text, [*ids, "86601"])

    def levels(self, alert):
        """The level of the last rule that holds: Wazuh goes on into the children of a rule that does."""
        root = xml.fromstring(re.sub(r"<!--.*?-->", "", (SIEM / "wazuh4" / "cutoffd_rules.xml").read_text(), flags=re.S))
        fields = {key: ",".join(values) for key, values in flat(alert).items()}
        held, level = {"86601"}, 3
        for rule in root.iter("rule"):
            parent = rule.find("if_sid")
            if parent is None or parent.text not in held:
                continue
            if all(re.search(f.text.replace("\\.", "."), fields.get(f.get("name"), "")) for f in rule.iter("field")):
                held.add(rule.get("id"))
                level = int(rule.get("level"))
        return level

    def test_levels_rise_with_what_is_proved(self):
        by_evidence = {}
        for alert in alerts("eve"):
            meta = alert["alert"]["metadata"]
            if meta["event"] == ["opened"]:
                by_evidence[meta["evidence"][0], meta["service"][0]] = self.levels(alert)
        self.assertEqual(by_evidence[("transferred", "update")], 12)
        self.assertEqual(by_evidence[("asked", "update")], 5)


class Elastic(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.template = json.loads((SIEM / "elastic" / "index-template.json").read_text())
        cls.pipeline = json.loads((SIEM / "elastic" / "ingest-pipeline.json").read_text())

    def type_of(self, path):
        at = self.template["template"]["mappings"]
        for part in path.split("."):
            at = at["properties"].get(part)
            self.assertIsNotNone(at, f"{path} is not mapped")
        return at["type"]

    def test_every_field_is_mapped_with_a_type_that_takes_it(self):
        document = (ROOT / "docs" / "alerts.md").read_text(encoding="utf-8")
        full = json.loads(re.search(r'^\{"@timestamp".*$', document, re.M)[0])
        takes = {"long": r"-?\d+", "date": r"\d{4}-\d\d-\d\dT[\d:.]+Z", "ip": r"[0-9a-f.:]+", "keyword": r".{1,1024}",
                 "match_only_text": r".*"}
        for alert in [full, *alerts("ecs")]:
            for path, values in flat(alert).items():
                for value in values:
                    self.assertRegex(value, f"^{takes[self.type_of(path)]}$", path)

    def test_the_pipeline_gives_a_repeat_the_same_id(self):
        template = next(p["set"]["value"] for p in self.pipeline["processors"] if p.get("set", {}).get("field") == "_id")
        ids = set()
        for alert in alerts("ecs"):
            fields = flat(alert)
            ids.add(re.sub(r"\{\{\{([^}]+)\}\}\}", lambda m: fields[m[1]][0], template))
        self.assertEqual(len(ids), len(alerts("ecs")))

    def test_the_template_names_the_pipeline_and_its_own_data_set(self):
        self.assertEqual(self.template["index_patterns"], [f"logs-{alerts('ecs')[0]['event']['dataset']}-*"])
        for processor in self.pipeline["processors"]:
            self.assertEqual(len(processor), 1)


class Queries(unittest.TestCase):
    """LogQL after `| json`: nested keys joined by an underscore."""

    def known(self):
        return words() | {"job"}

    def check(self, query):
        for label in re.findall(r"\|\s*([a-z_]+)\s*(?:=~|!=|=)\s*\"", query):
            self.assertIn(label, self.known(), query)
        for group in re.findall(r"by \(([^)]*)\)", query):
            for label in group.split(","):
                self.assertIn(label.strip(), self.known(), query)
        for label in re.findall(r"\{\{\.([a-z_]+)\}\}", query):
            self.assertIn(label, self.known(), query)
        for opening, closing in ("()", "[]", "{}"):
            self.assertEqual(query.count(opening), query.count(closing), query)
        self.assertIn('{job="cutoffd"}', query)

    def test_dashboard(self):
        board = json.loads((SIEM / "grafana" / "dashboard-loki.json").read_text())
        numbers = [panel["id"] for panel in board["panels"]]
        self.assertEqual(len(numbers), len(set(numbers)))
        for panel in board["panels"]:
            self.check(panel["targets"][0]["expr"])

    def test_page(self):
        queries = re.findall(r"```logql\n(.*?)\n```", (SIEM / "loki" / "queries.md").read_text(), re.S)
        self.assertGreater(len(queries), 3)
        for query in queries:
            self.check(query)

    def test_rules(self):
        document = yaml.safe_load((SIEM / "loki" / "rules.yaml").read_text())
        for group in document["groups"]:
            self.assertEqual(set(group), {"name", "rules"})
            for rule in group["rules"]:
                self.assertEqual(set(rule), {"alert", "expr", "labels", "annotations"})
                self.check(rule["expr"])
                for label in re.findall(r"\$labels\.([a-z_]+)", rule["annotations"]["summary"]):
                    self.assertIn(label, rule["expr"])

    def test_the_label_is_the_one_that_alloy_sets(self):
        self.assertIn('job = "cutoffd"', (SIEM / "loki" / "alloy.config").read_text())


class Sigma(unittest.TestCase):
    def test_the_rule_finds_what_was_answered(self):
        rule = yaml.safe_load((SIEM / "sigma" / "cutoffd_contact.yml").read_text())
        for key in ("title", "id", "status", "description", "logsource", "detection", "level"):
            self.assertIn(key, rule)
        detection = rule["detection"]
        self.assertEqual(detection["condition"], "contact and not test")

        def holds(selection, fields):
            return all(set(fields.get(key, [])) & set([value] if isinstance(value, str) else value)
                       for key, value in selection.items())
        for alert in alerts("json"):
            fields = flat(alert)
            found = holds(detection["contact"], fields) and not holds(detection["test"], fields)
            self.assertEqual(found, alert["event"] in ("opened", "escalated", "returned")
                             and alert["evidence"] in ("answered", "transferred"))
        for field in rule["fields"]:
            self.assertIn(field.replace(".", "_"), words())


class Prometheus(unittest.TestCase):
    FOLDER = SIEM / "prometheus"

    def documented(self):
        return set(re.findall(r"\| `(cutoffd_[a-z_]+)` \|", (ROOT / "docs" / "page.md").read_text(encoding="utf-8")))

    def test_rules_name_metrics_that_exist(self):
        document = yaml.safe_load((self.FOLDER / "rules.yml").read_text())
        rules = [rule for group in document["groups"] for rule in group["rules"]]
        self.assertEqual(len({rule["alert"] for rule in rules}), len(rules))
        for rule in rules:
            for name in re.findall(r"cutoffd_[a-z_]+", rule["expr"]):
                self.assertIn(name, self.documented(), rule["alert"])
            self.assertLessEqual({"summary", "description"}, set(rule["annotations"]))
            self.assertIn(rule["labels"]["severity"], ("warning", "critical"))

    def test_each_rule_fires_in_promtools_test(self):
        document = yaml.safe_load((self.FOLDER / "rules.yml").read_text())
        tested = (self.FOLDER / "rules_test.yml").read_text()
        for group in document["groups"]:
            for rule in group["rules"]:
                self.assertIn(f'alertname="{rule["alert"]}"', tested)

    def test_scrape_configuration(self):
        document = yaml.safe_load((self.FOLDER / "scrape.yml").read_text())
        self.assertEqual(document["scrape_configs"][0]["job_name"], "cutoffd")


class Collectors(unittest.TestCase):
    """The collectors' own checkers."""

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cutoffd-siem-"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def needs(self, program):
        found = peer(program)
        if found is None:
            self.skipTest(f"{program} is not here")
        return found

    def accept(self, *command, libraries=()):
        folders = [*map(str, PEERS.glob("usr/lib/*-linux-gnu")), *map(str, libraries), os.environ.get("LD_LIBRARY_PATH", "")]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                              env=dict(os.environ, LD_LIBRARY_PATH=":".join(folders)))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertNotRegex(done.stdout + done.stderr, r"(?i)\berror\b")

    def test_rsyslog(self):
        program = self.needs("rsyslogd")
        modules = []
        if program.startswith(str(PEERS)):
            modules = ["-M", str(next(PEERS.glob("usr/lib/*/rsyslog")))]
        outer = self.folder / "rsyslog.conf"
        outer.write_text(f'global(workDirectory="{self.folder}")\ninclude(file="{SIEM}/rsyslog/10-cutoffd.conf")\n')
        self.accept(program, "-N1", "-f", str(outer), *modules)

    def test_prometheus(self):
        program = self.needs("promtool")
        rules = SIEM / "prometheus" / "rules.yml"
        self.accept(program, "check", "rules", str(rules))
        self.accept(program, "test", "rules", str(rules.with_name("rules_test.yml")))

    def test_syslog_ng(self):
        program = self.needs("syslog-ng")
        outer = self.folder / "syslog-ng.conf"
        outer.write_text(f'@version: 3.38\n@include "{SIEM}/syslog-ng/cutoffd.conf"\n')
        arguments, libraries = [], []
        if program.startswith(str(PEERS)):
            modules = next(PEERS.glob("usr/lib/syslog-ng/*"))
            arguments, libraries = ["--module-path", str(modules)], [modules.parent]
        self.accept(program, "--syntax-only", "--no-caps", "-f", str(outer), "-R", str(self.folder / "persist"),
                    *arguments, libraries=libraries)


class Documentation(unittest.TestCase):
    def test_each_folder_is_explained(self):
        text = (SIEM / "README.md").read_text(encoding="utf-8")
        for folder in SIEM.iterdir():
            if folder.is_dir():
                self.assertIn(f"| `{folder.name}/` |", text)


if __name__ == "__main__":
    CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
