"""Readers of what `cutoffd watchlist export` writes, each after its program's documented rules: given the file,
a function says whether a name is matched. Written apart from the exporter, from the formats' descriptions."""
import base64
import re


def labels_up(name):
    """The name, then each domain that it lies in, longest first."""
    parts = name.split(".")
    return [".".join(parts[i:]) for i in range(len(parts))]


def rows(text, comment="#"):
    return [line for line in text.splitlines() if line and not line.startswith(comment)]


def hosts(text):
    names = {row.split()[1] for row in rows(text)}
    return lambda name: name in names


def suricata_dataset(text):
    names = {base64.b64decode(row, validate=True).decode() for row in text.splitlines()}
    return lambda name: name in names


def zeek(text):
    table = text.splitlines()
    assert any(row.startswith("#fields\tindicator\tindicator_type\t") for row in table)
    columns = next(row for row in table if row.startswith("#fields")).count("\t")
    names = set()
    for row in rows(text):
        cells = row.split("\t")
        assert len(cells) == columns and cells[1] == "Intel::DOMAIN" and all(cells)
        names.add(cells[0])
    return lambda name: name in names


def maltrail(text):
    trails = set(rows(text))
    return lambda name: any(domain in trails for domain in labels_up(name))


def pihole(text):
    exact = {row for row in rows(text) if not row.startswith("||")}
    trees = {row[2:-1] for row in rows(text) if row.startswith("||") and row.endswith("^")}
    assert len(exact) + len(trees) == len(rows(text))
    return lambda name: name in exact or any(domain in trees for domain in labels_up(name))


def adguard(text):
    rules = []
    for row in rows(text, "!"):
        important, allow = row.endswith("$important"), row.startswith("@@")
        body = row.removesuffix("$important").removeprefix("@@")
        if body.startswith("||"):
            tree = body[2:-1]
            matches = lambda name, tree=tree: tree in labels_up(name)
        elif body.startswith("/"):
            matches = re.compile(body[1:-1]).search
        else:
            matches = lambda name, body=body: name == body
        rules.append((important, allow, matches))

    def blocked(name):
        # An important rule before a usual one; of equals the one that allows.
        best = max(((important, allow) for important, allow, matches in rules if matches(name)), default=None)
        return best is not None and not best[1]
    return blocked


def dnsmasq(text):
    said = {}
    for row in rows(text):
        kind, domain, server = re.fullmatch(r"(local|server)=/([^/]+)/(#?)", row).groups()
        assert (kind == "server") == (server == "#")
        said[domain] = kind == "local"
    return lambda name: next((said[d] for d in labels_up(name) if d in said), False)


def unbound(text):
    zones, data = {}, set()
    for row in rows(text):
        if zone := re.fullmatch(r'\s+local-zone: "([^"]+)\." (\w+)', row):
            zones[zone[1]] = zone[2]
        elif record := re.fullmatch(r"\s+local-data: '(\S+)\. TXT \"cutoffd\"'", row):
            data.add(record[1])
        else:
            assert row == "server:", row

    def blocked(name):
        zone = next((d for d in labels_up(name) if d in zones), None)
        return zone is not None and (zones[zone] == "always_nxdomain" or
                                     (zones[zone] == "transparent" and name in data))
    return blocked


def rpz(text):
    said = {}
    for row in rows(text, ";"):
        if record := re.fullmatch(r"(\S+) CNAME (\.|rpz-passthru\.)", row):
            assert record[1] not in said
            said[record[1]] = record[2] == "."

    def blocked(name):
        if name in said:
            return said[name]
        return next((said["*." + d] for d in labels_up(name)[1:] if "*." + d in said), False)
    return blocked


def contents(rule, sticky):
    """Suricata's options after the sticky buffer: (negated, text, modifiers) and expressions."""
    options = rule[rule.index(sticky):rule.index(" classtype:")].rstrip(";").split("; ")
    found, dotted = [], "dotprefix" in options
    for option in options:
        key, _, value = option.partition(":")
        if key in ("content", "pcre"):
            found.append([key, value.startswith("!"), value.lstrip("!").strip('"'), []])
        elif key in ("nocase", "startswith", "endswith", "bsize"):
            found[-1][3].append((key, value))
        else:
            assert key in ("dotprefix", sticky), option
    return dotted, found


def suricata(text, sticky="dns.query"):
    rules = [contents(row, sticky) for row in rows(text) if f" {sticky};" in row]
    assert rules
    numbers = re.findall(r" sid:(\d+);", text)
    assert len(numbers) == len(set(numbers)) and all(1000000 <= int(n) < 2000000 for n in numbers)
    assert sticky != "http.host" or "http.host; content" not in text or all(
        "nocase" not in row for row in rows(text) if row.startswith("alert http"))

    def one(buffer, key, text, modifiers):
        if key == "pcre":
            return re.search(text[1:text.rindex("/")], buffer, re.I) is not None
        keys = dict(modifiers)
        if "bsize" in keys and len(buffer) != int(keys["bsize"]):
            return False
        if "startswith" in keys and not buffer.startswith(text):
            return False
        if "endswith" in keys and not buffer.endswith(text):
            return False
        return text in buffer and ("startswith" not in keys or "endswith" not in keys or buffer == text)

    def matched(name):
        return any(all(one(("." if dotted else "") + name, key, text, modifiers) != negated
                       for key, negated, text, modifiers in found) for dotted, found in rules)
    return matched


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def snort_octets(text):
    out = b""
    for i, part in enumerate(text.split("|")):
        out += bytes.fromhex(part) if i % 2 else part.encode()
    return out


def snort_rule(row):
    found = []
    for negated, text, modifiers in re.findall(r'content:(!?)"([^"]*)"([^;]*);', row):
        found.append((bool(negated), snort_octets(text), dict(re.findall(r"(offset|depth) (\d+)", modifiers)), None))
    for negated, text in re.findall(r'pcre:(!?)"/([^"]*)/is"', row):
        found.append((bool(negated), None, None, re.compile(text.encode(), re.I | re.S)))
    return found


def snort(text, port=53):
    rules = [snort_rule(row) for row in rows(text) if f"-> any {port} " in row]
    assert rules

    def packet(name):
        if port == 53:
            return bytes(12) + wire(name) + bytes.fromhex("00010001")
        size = len(name).to_bytes(2, "big")
        return bytes.fromhex("160301000001") + bytes(40) + b"\0\0" + bytes(4) + b"\0" + size + name.encode() + b"\0\x17\0\0"

    def one(octets, text, where, expression):
        if expression:
            return expression.search(octets) is not None
        begin = int(where.get("offset", 0))
        part = octets[begin:begin + int(where["depth"])] if "depth" in where else octets[begin:]
        return text in part
    return lambda name: any(all(one(packet(name), text, where, expression) != negated
                                for negated, text, where, expression in rule) for rule in rules)


def sigma(text):
    import yaml
    rule = yaml.safe_load(text)
    for key in ("title", "id", "status", "description", "logsource", "detection", "level"):
        assert key in rule, key
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", rule["id"])
    detection = dict(rule["detection"])
    condition = detection.pop("condition")

    def holds(selection, name):
        (field, values), = selection.items()
        match = {"query": lambda v: name == v, "query|endswith": name.endswith,
                 "query|re": lambda v: re.search(v, name)}[field]
        return any(match(value) for value in values)

    def matched(name):
        def of(words):
            return str(any(holds(d, name) for key, d in detection.items() if key.startswith(words[1])))
        return eval(re.sub(r"1 of (\w+_\d+)_\*", of, condition))  # only True, False, and, not and brackets
    return matched
