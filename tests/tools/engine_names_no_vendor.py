#!/usr/bin/env python3
"""Vendors, dates and orders are data: no source of the engine names one that is shipped.

What is shipped says which words those are: vendors, titles and domains of interest of the
watchlists, ids and citations of the determinations. Comments count too.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROOMS = ["core", "capture", "rules", "alerts", "config", "daemon"]
# A whole line of YAML that says the key, in a list or not.
SCALAR = re.compile(r'^(?:vendor|title|citation): *"?([^"#]+?)"? *$', re.MULTILINE)
DOMAINS = re.compile(r"^domains_of_interest: *\[([^\]]*)\]", re.MULTILINE)


def shipped_words():
    words = set()
    for path in sorted((ROOT / "config").glob("*/*.yaml")):
        if path.name.startswith("example-"):
            continue  # documentation may show it
        text = path.read_text(encoding="utf-8")
        words.add(path.stem)
        words.update(SCALAR.findall(text))
        for found in DOMAINS.findall(text):
            words.update(word.strip() for word in found.split(",") if word.strip())
    return sorted(words)


def sources():
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*")):
            if path.suffix in (".cc", ".h", ".in"):
                yield path


def main():
    words = shipped_words()
    if len(words) < 10:
        print("only", words, "were found in what is shipped: this test looks past it")
        return 1
    pattern = re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in words), re.IGNORECASE)
    looked_at = 0
    mistakes = 0
    for path in sources():
        looked_at += 1
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for found in pattern.findall(line):
                print(f"{path.relative_to(ROOT)}:{number}: names \"{found}\", which belongs into config/")
                mistakes += 1
    print(f"{looked_at} sources, {len(words)} words")
    return 0 if mistakes == 0 and looked_at > 100 else 1


if __name__ == "__main__":
    sys.exit(main())
