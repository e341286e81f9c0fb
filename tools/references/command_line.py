"""The command line, read from what `cutoffd … --help` prints."""
import dataclasses
import re
import subprocess


@dataclasses.dataclass
class Option:
    names: list      # "-c", "--config"; of an argument its one name
    value: str       # "FILE"; empty for a flag
    choices: list    # the words that it takes, where these are fixed
    default: str
    required: bool
    repeated: bool
    help: str


@dataclasses.dataclass
class Command:
    words: tuple     # ("incident", "list"); empty for the program itself
    about: str
    footer: str
    options: list
    arguments: list
    commands: list


ITEM = re.compile(r"^  (\S.*)$")
HELP_COLUMN = 34
SYNTAX = re.compile(r"(?P<names>\S+)(?: (?P<value>[^\s:={]+)(?::\{(?P<choices>[^}]*)\})?(?:=(?P<default>\S+))?)?"
                    r"(?P<repeated> (?:\.\.\.|x \d+))?(?P<required> REQUIRED)?$")


def items(lines):
    """(syntax, help) of each entry of a list; help begins in a fixed column, or in the line below."""
    found = []
    for line, below in zip(lines, [*lines[1:], ""]):
        if ITEM.match(line):
            alone = below.startswith(" " * HELP_COLUMN) or len(line) <= HELP_COLUMN
            found.append([line.strip(), ""] if alone else [line[:HELP_COLUMN].strip(), line[HELP_COLUMN:].strip()])
        elif line.strip():
            found[-1][1] = line.strip()
    return found


def option(syntax, text):
    syntax = re.sub(r" (Excludes|Needs): .*", lambda rest: " REQUIRED" if rest[0].endswith(" REQUIRED") else "", syntax)
    parts = SYNTAX.match(syntax)
    if not parts:
        raise ValueError(f"--help has an option that is not understood: {syntax}")
    names = parts["names"].split(",")
    value = parts["value"] or ""
    if value == "TEXT" and parts["choices"]:  # the library's word for what has no better one
        value = names[-1].lstrip("-").upper()
    return Option(names, value, (parts["choices"] or "").split(",") if parts["choices"] else [],
                  parts["default"] or "", bool(parts["required"]), bool(parts["repeated"]), text)


def parsed(words, text):
    """The command of one help page; its subcommands by name only."""
    about, rest = re.split(r"\nUsage: .*\n", text, maxsplit=1)
    parts = {"Positionals": [], "Options": [], "Subcommands": []}
    lines = rest.splitlines()
    footer = []
    current = None
    for i, line in enumerate(lines):
        heading = line.rstrip(":")
        if line.endswith(":") and heading in parts:
            current = parts[heading]
        elif line and not line.startswith(" "):
            footer = lines[i:]
            break
        elif current is not None:
            current.append(line)
    return Command(words, about.strip(), "\n".join(footer).strip(),
                   [option(*one) for one in items(parts["Options"])],
                   [option(*one) for one in items(parts["Positionals"])],
                   items(parts["Subcommands"]))


def read(program, words=()):
    """The command with all below it."""
    text = subprocess.run([program, *words, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    command = parsed(tuple(words), text)
    command.commands = [read(program, (*words, name)) for name, _ in command.commands]
    return command


def everything(command):
    yield command
    for below in command.commands:
        yield from everything(below)
