"""The table of counters in docs/troubleshooting.md: names and meanings are core/counter_list.h's; what to do
stands in the document alone, and is kept."""
from . import tables

BEGIN, END = "<!-- begin counters -->\n", "<!-- end counters -->"


def usual(name):
    """What to do about a counter of which nobody has written yet."""
    if "given_up" in name or "dropped" in name:
        return "A bound was reached: raise it where it is a setting ([judgement.md](judgement.md), \"Bounds\")."
    if "malformed" in name or "truncated" in name:
        return "A few are normal on any network."
    return "Nothing."


def filled(root):
    page = (root / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
    before, rest = page.split(BEGIN, 1)
    old, after = rest.split(END, 1)
    advice = {row[0].strip("`"): row[2] for row in tables.rows(old) if len(row) == 3}
    lines = ["", "| counter | counts | what to do |", "|---|---|---|"]
    for name, meaning in tables.counters((root / "core" / "counter_list.h").read_text(encoding="utf-8")):
        lines.append(f"| `{name}` | {meaning} | {advice.get(name) or usual(name)} |")
    return before + BEGIN + "\n".join([*lines, "", ""]) + END + after
