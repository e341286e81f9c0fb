"""The generated parts of docs/man: what stands there between `.\\" begin PART` and `.\\" end PART`."""
import re

from . import mdoc, tables


def option_tag(option):
    names = " , ".join(f"Fl {mdoc.escaped(name[1:])}" for name in option.names)
    return names + (f" Ar {mdoc.argument(option.value)}" if option.value else "")


def option_text(option):
    said = option.help[:1].upper() + option.help[1:] + ("" if option.help.endswith(".") else ".")
    if option.choices:
        said += " One of " + ", ".join(f"`{word}`" for word in option.choices) + "."
    if option.default:
        said += f" Default: `{option.default}`."
    if option.required:
        said += " Required."
    return said


def synopsis(command):
    line = ".Nm " + " ".join(f"Cm {mdoc.argument(word)}" for word in command.words)
    if command.commands:
        return f"{line} Ar command"
    for option in command.options:
        if option.required:
            line += f" Fl {mdoc.escaped(option.names[-1][1:])} Ar {mdoc.argument(option.value)}"
    line += " Oo Ar option ... Oc"
    for one in command.arguments:
        shown = f"Ar {mdoc.argument(one.value)}" + (" ..." if one.repeated else "")
        line += f" {shown}" if one.required else f" Oo {shown} Oc"
    return line


def footer(text):
    """Paragraphs as they are; what is indented stands as it is."""
    lines = []
    for block in re.findall(r"(?:^ .*\n?)+|(?:^[^ \n].*\n?)+", text.replace("docs/", "share/doc/cutoffd/"), re.MULTILINE):
        lines += mdoc.literal(block) if block.startswith(" ") else [".Pp", *mdoc.text(block)]
    return lines


def described(command, above):
    lines = [f".Ss {' '.join(map(mdoc.argument, command.words))}", synopsis(command), ".Pp",
             *mdoc.text(command.about[:1].upper() + command.about[1:] + ("" if command.about.endswith("?") else "."))]
    if command.footer not in (above.footer, ""):
        lines += footer(command.footer)
    options = [one for one in command.options if "--help" not in one.names]
    listed = [(f"Ar {mdoc.argument(one.value)}", option_text(one)) for one in command.arguments]
    listed += [(option_tag(one), option_text(one)) for one in options]
    if listed and not command.commands:
        lines += mdoc.sequence(listed)
    for below in command.commands:
        lines += described(below, command)
    return lines


def commands(program):
    lines = mdoc.sequence([(option_tag(one), option_text(one)) for one in program.options])
    for command in program.commands:
        lines += described(command, program)
    return lines


def keys(markdown, part):
    entries = []
    for path, value, default, meaning in tables.keys(markdown, part):
        said = f"{value}; {default}" if default in ("required", "exactly one", "at least one") else value
        if said == value and default:
            said += f", default {default}"
        entries.append((f"Ic {mdoc.argument(path)}", f"({said})", meaning))
    # The meaning follows in the same paragraph.
    return mdoc.sequence([(tag, f"{said} {meaning}") for tag, said, meaning in entries])


def messages(alerts):
    entries = []
    for word, head, bullets in tables.messages(alerts):
        sentence = head.split(". *", 1)
        entries.append((f"Ic {mdoc.argument(word)}", f"{sentence[1].rstrip('*')} {sentence[0]}.", *bullets))
    return mdoc.sequence(entries)


def fields(alerts):
    def tag(names):
        return " , ".join(f"Ic {mdoc.argument(name)}" for name in names.replace("`", "").split(", "))
    return mdoc.sequence([(tag(names), re.sub(r" \(section \d\)", "", meaning))
                          for names, meaning in tables.fields(alerts)])


def parts(program, docs):
    """The lines of each part of each page."""
    configuration = (docs / "configuration.md").read_text(encoding="utf-8")
    watchlists = (docs / "watchlists.md").read_text(encoding="utf-8")
    alerts = (docs / "alerts.md").read_text(encoding="utf-8")
    return {
        "cutoffd.8": {"commands": commands(program)},
        "cutoffd.yaml.5": {"keys": keys(configuration, "cutoffd.yaml")},
        "cutoffd-alerts.7": {"messages": messages(alerts), "fields": fields(alerts)},
        "cutoffd-watchlist.5": {"watchlist": keys(watchlists, "watchlist"),
                                "determination": keys(configuration, "determination")},
    }


def filled(page, named_lines):
    """The page with its parts as they should be."""
    for name, lines in named_lines.items():
        begin, end = f'.\\" begin {name}\n', f'.\\" end {name}\n'
        if begin not in page or end not in page:
            raise ValueError(f"no part {name}")
        before, rest = page.split(begin, 1)
        page = before + begin + "".join(f"{line}\n" for line in lines) + end + rest.split(end, 1)[1]
    return page
