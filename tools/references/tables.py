"""Tables of the documents in docs/, which other tests compare with the program."""
import re


def between(markdown, begin, end):
    return markdown.split(begin, 1)[1].split(end, 1)[0]


def cells(line):
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.strip().strip("|"))]


def rows(markdown):
    """The cells of each row of the first table."""
    found = []
    for line in markdown.splitlines():
        if line.startswith("|"):
            found.append(cells(line))
        elif found:
            break
    return found[2:]


def keys(markdown, part):
    """(path, value, default, meaning) of each key of a reference: `sinks[].tls.ca_file`."""
    found = []
    generated = between(markdown, f"<!-- begin {part} -->", f"<!-- end {part} -->")
    for heading, table in re.findall(r"(?:### `([^`]+)`\n)?\n((?:\|.*\n)+)", generated):
        for key, value, default, meaning in rows(table):
            path = f"{heading}.{key.strip('`')}" if heading else key.strip("`")
            found.append((path, value.replace(", see below", ""), default, meaning))
    return found


def messages(alerts):
    """(message id, its line, bullets) of docs/alerts.md, section 3."""
    section = between(alerts, "\n## 3. ", "\n## 4. ")
    for word, body in re.findall(r"\n### ([A-Z_]+)\n(.*?)(?=\n### |\Z)", section, re.DOTALL):
        head, *bullets = re.split(r"\n- ", body.strip())
        yield word, head.strip(), [" ".join(bullet.split()) for bullet in bullets]


def fields(alerts):
    return rows(between(alerts, "\n## 4. Fields\n", "\n## 5. "))


def counters(header):
    """(name, meaning) of core/counter_list.h."""
    return re.findall(r'^  X\((\w+), "([^"]+)"\)', header, re.MULTILINE)
