#!/usr/bin/env python3
"""Each dissector is looked at by a fuzz target of its own: what tests/fuzz/README.md's table says, and that it is true.

A pattern in the table's last column is a file of capture/dissect, or has its folder with it. What stands there in words ("all
of") counts for nothing. A target reaches a file if its own includes lead there: from a header to the files that
implement it (whose first include it is), and on to what those include.
"""
import fnmatch
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = ROOT / "tests" / "fuzz" / "README.md"
DISSECT = "capture/dissect/"
INCLUDE = re.compile(r'^#include "([^"]+)"', re.MULTILINE)


def sources(folder):
    return {str(path.relative_to(ROOT)): INCLUDE.findall(path.read_text(encoding="utf-8"))
            for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".cc", ".h")}


def rows(text):
    """[([target…], [pattern…])…]"""
    table = [[cell.strip() for cell in line.strip().strip("|").split("|")] for line in text.splitlines() if line.startswith("| `")]
    return [(re.findall(r"`([^`]+)`", row[0]), [] if row[-1].startswith("all of ") else re.findall(r"`([^`]+)`", row[-1]))
            for row in table]


def reached_from(target, includes):
    """Files of capture/ that the target's includes lead to."""
    implementing = {}
    for path, names in includes.items():
        if path.endswith(".cc") and names:
            implementing.setdefault(names[0], []).append(path)
    reached = set()
    waiting = INCLUDE.findall((ROOT / "tests" / "fuzz" / f"{target}_fuzz.cc").read_text(encoding="utf-8"))
    while waiting:
        path = waiting.pop()
        if path in reached or path not in includes:
            continue
        reached.add(path)
        waiting += includes[path] + implementing.get(path, [])
    return reached


def mistakes_in(text):
    includes = sources("capture")
    dissectors = [path for path in includes if path.startswith(DISSECT) and path.endswith(".cc")]
    targets = {path.name[: -len("_fuzz.cc")] for path in (ROOT / "tests" / "fuzz").glob("*_fuzz.cc")}
    table = rows(text)
    told = [target for names, _ in table for target in names]
    out = [f"{target}: has no row" for target in sorted(targets - set(told))]
    out += [f"{target}: is no target" for target in sorted(set(told) - targets)]
    looked_at = set()
    for names, patterns in table:
        for pattern in patterns:
            if "/" in pattern:
                known = [at for at in (pattern, f"capture/{pattern}", f"capture/{pattern}.cc") if list(ROOT.glob(at.rstrip("/")))]
                out += [] if known else [f"{names[0]}: there is no {pattern}"]
                continue
            files = {path for path in dissectors if fnmatch.fnmatchcase(path, f"{DISSECT}{pattern}.cc")}
            out += [] if files else [f"{names[0]}: there is no {pattern}"]
            for target in set(names) & targets:
                out += [f"{target}: does not reach {path}" for path in sorted(files - reached_from(target, includes))]
            looked_at |= files
    return out + [f"{path}: no target looks at it" for path in sorted(set(dissectors) - looked_at)]


class Table(unittest.TestCase):
    def setUp(self):
        self.text = README.read_text(encoding="utf-8")

    def test_names_each_dissector_and_is_true(self):
        self.assertEqual(mistakes_in(self.text), [])
        self.assertGreater(len(rows(self.text)), 20)

    def test_what_it_does_not_name_is_told(self):
        self.assertEqual(mistakes_in(self.text.replace("`arp`, ", "")), ["capture/dissect/arp.cc: no target looks at it"])

    def test_what_a_target_does_not_reach_is_told(self):
        self.assertEqual(mistakes_in(self.text.replace("`hpack*` |", "`hpack*`, `arp` |")),
                         [f"{target}: does not reach capture/dissect/arp.cc" for target in ("http2", "hpack")])

    def test_a_target_without_a_row_is_told(self):
        without = "\n".join(line for line in self.text.splitlines() if not line.startswith("| `pcap` "))
        self.assertEqual(mistakes_in(without), ["pcap: has no row"])


if __name__ == "__main__":
    unittest.main(verbosity=1)
