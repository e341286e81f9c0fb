#!/usr/bin/env python3
"""What the documents show of the program is there: commands, counters, figures, sentences; and links lead somewhere.

    documents_test.py CUTOFFD [unittest arguments]
"""
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
CUTOFFD = ""

sys.path.insert(0, str(ROOT / "tools"))
from references import command_line, tables  # noqa: E402


def read(path):
    return (ROOT / path).read_text(encoding="utf-8")


def documents():
    return [ROOT / "README.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").glob("*.md")),
            *sorted((ROOT / "packaging").glob("*/README.md"))]


def source(*paths):
    """C++ with the pieces of its texts put together."""
    return "\n".join(re.sub(r'"\s*\n\s*"', "", read(path)) for path in paths)


def section(document, heading):
    return read(f"docs/{document}").split(f"\n## {heading}", 1)[1].split("\n## ", 1)[0]


class Commands(unittest.TestCase):
    """Each line `cutoffd …` or `./run …` in a document is one that the program takes."""

    @classmethod
    def setUpClass(cls):
        cls.known = {command.words: command for command in command_line.everything(command_line.read(CUTOFFD))}

    def shown(self, text):
        blocks = "\n".join(re.findall(r"^```\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
        for line in re.findall(r"^(?:\$ |sudo )*(?:cutoffd|\./run) (.*)$", blocks, re.MULTILINE):
            yield re.split(r"\s{2,}| [|>#] | && ", line)[0]
        for line in re.findall(r"`(?:sudo )?cutoffd ([^`]+)`", text):
            yield line.split(" && ")[0]

    def check(self, line):
        words = line.split()
        path = ()
        while words and (*path, words[0]) in self.known:
            path = (*path, words.pop(0))
        command = self.known[path]
        self.assertTrue(path or words[0].startswith("-") or words[0].isupper(), line)
        options = {name for one in command.options for name in one.names}
        for word in words:
            if re.match(r"--?[a-z]", word):
                self.assertIn(word.split("=")[0], options, line)

    def test_every_line(self):
        count = 0
        for path in documents():
            for line in self.shown(path.read_text(encoding="utf-8")):
                if re.match(r"[a-z-]", line):
                    with self.subTest(document=path.name):
                        self.check(line)
                    count += 1
        self.assertGreater(count, 60)


class Configurations(unittest.TestCase):
    """Each piece of a configuration that a document shows is one that `cutoffd check` takes."""

    KEYS = set(json.loads(read("config/schema/cutoffd.schema.json"))["properties"])

    def test_every_block(self):
        count = 0
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "cutoffd.yaml")
            pathlib.Path(folder, "devices.csv").write_text("mac,name\n", encoding="utf-8")
            pathlib.Path(folder, "page.users").write_text(f"anna:$6$salt${'x' * 86}\n", encoding="utf-8")
            for document in documents():
                for block in re.findall(r"^```yaml\n(.*?)^```", document.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
                    if set(re.findall(r"^(\w+):", block, re.MULTILINE)) <= self.KEYS:
                        path.write_text(block, encoding="utf-8")
                        done = subprocess.run([CUTOFFD, "check", "-c", path], capture_output=True, text=True, timeout=60,
                                              check=False)
                        self.assertEqual((done.returncode, done.stderr), (0, ""), f"{document.name}:\n{block}")
                        count += 1
        self.assertGreater(count, 8)


class Links(unittest.TestCase):
    def anchors(self, path):
        headings = re.findall(r"^#+ (.*)$", re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL),
                              re.MULTILINE)
        return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}

    def test_each_leads_somewhere(self):
        for path in documents():
            for link in re.findall(r"\]\(([^)\s]+)\)", path.read_text(encoding="utf-8")):
                if link.startswith("http"):
                    continue
                file, _, anchor = link.partition("#")
                target = (path.parent / file).resolve() if file else path
                self.assertTrue(target.exists(), f"{path.name}: {link}")
                if anchor:
                    self.assertIn(anchor, self.anchors(target), f"{path.name}: {link}")

    def test_the_readme_names_every_document(self):
        for path in (ROOT / "docs").glob("*.md"):
            self.assertTrue(f"(docs/{path.name})" in read("README.md"), path.name)


class ThreatModel(unittest.TestCase):
    def test_each_claim_names_a_test_that_is_there(self):
        text = read("docs/threat-model.md")
        suites = r"TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\s*\)"
        known = {".".join(test) for path in (ROOT / "tests" / "unit").rglob("*_test.cc")
                 for test in re.findall(suites, path.read_text(encoding="utf-8"))}
        self.assertGreater(len(known), 500)
        count = 0
        for claim in re.split(r"^- ", text.split("\n## ", 1)[1], flags=re.MULTILINE)[1:]:
            files = re.findall(r"`(tests/[^`]+)`", claim)
            tests = re.findall(r"`([A-Z]\w+\.[A-Z]\w+)`", claim)
            self.assertTrue(files or tests or "no test" in claim or "No claim" in claim, claim)
            for file in files:
                self.assertTrue((ROOT / file).exists(), file)
            self.assertEqual(set(tests) - known, set(), claim)
            count += len(files) + len(tests)
        self.assertGreater(count, 40)


class Troubleshooting(unittest.TestCase):
    def test_each_counter(self):
        rows = tables.rows(section("troubleshooting.md", "9. Counters"))
        names = [name for name, _ in tables.counters(read("core/counter_list.h"))]
        self.assertGreater(len(names), 60)
        self.assertEqual([row[0] for row in rows], [f"`{name}`" for name in names])
        for row in rows:
            self.assertGreater(len(row[2]), 3, row)

    def test_each_message(self):
        words = re.findall(r'"([A-Z]+_[A-Z]+)"', read("alerts/message_id.cc"))
        rows = tables.rows(section("troubleshooting.md", "8. Messages"))
        self.assertEqual([row[0] for row in rows], [f"`{word}`" for word in words])

    def test_each_figure(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "coverage.json")
            subprocess.run([CUTOFFD, "replay", "--coverage", path, ROOT / "samples" / "office.pcap"], check=True,
                           capture_output=True, timeout=60)
            figures = set(json.loads(path.read_text(encoding="utf-8")))
        answer = read("daemon/sensor_status.cc") + read("daemon/coverage_text.cc")
        figures |= set(re.findall(r'(?:member|key)\("(\w+)"', answer))
        self.assertGreater(len(figures), 40)
        text = section("troubleshooting.md", "9. Counters") + read("docs/control.md") + read("docs/coverage.md")
        explained = set(re.findall(r"[`\"](\w+)[`\"]", text))
        self.assertEqual(figures - explained, set())

    def said(self, heading):
        for row in tables.rows(section("troubleshooting.md", heading)):
            yield from (piece.strip() for piece in row[0].split("…") if piece.strip())

    def test_each_reason_of_the_verdict(self):
        code = source("rules/coverage.cc")
        for sentence in self.said("3. "):
            self.assertTrue(sentence in code, sentence)
        reasons = re.findall(r"reasons\.(?:doubt|remark)\(", code)
        self.assertEqual(len(tables.rows(section("troubleshooting.md", "3. "))), len(reasons))

    def test_each_sentence_of_the_sensor(self):
        code = source("daemon/sensor_watch.cc", "daemon/control.cc", "daemon/run.cc", "daemon/refused_alerts.cc", "daemon/state_sync.cc",
                      "rules/judge_retention.cc", "rules/outbox_keeper.cc", "alerts/sink_probe.cc")
        known = list(self.said("4. "))
        for sentence in known:
            self.assertTrue(sentence in code, sentence)
        for sentence in re.findall(r'"((?:The|Not|Alerts) [a-z]+[^"]*)"', code):
            self.assertTrue(any(sentence.startswith(one) for one in known), sentence)

    def test_what_commands_and_the_log_say_is_said(self):
        everything = source(*(path.relative_to(ROOT) for room in ("capture", "config", "daemon", "rules")
                              for path in (ROOT / room).rglob("*.cc")))
        for heading in ("5. ", "6. "):
            for sentence in self.said(heading):
                self.assertTrue(sentence in everything, sentence)

    def test_the_log_says_nothing_else(self):
        known = list(self.said("6. "))
        code = source(*(path.relative_to(ROOT) for path in sorted((ROOT / "daemon").rglob("*.cc"))))
        lines = re.findall(r"spdlog::(?:warn|error|critical)\(([^;]*);", code)
        self.assertGreater(len(lines), 10)
        for line in lines:
            line += code.split(line, 1)[1].split(");", 1)[0]  # a text may hold a semicolon
            self.assertTrue(any(sentence in line for sentence in known), line)


if __name__ == "__main__":
    CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    unittest.main()
