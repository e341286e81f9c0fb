#!/usr/bin/env python3
"""Manual pages and shell completions say what the program says, and their readers accept them.

    references_test.py CUTOFFD [unittest arguments]

They are made by tools/make-references; what they must hold is looked up here by other ways. Exit code 77:
all else is well, but a reader is missing here.
"""
import json
import os
import pathlib
import pty
import re
import select
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[2]
MAN = ROOT / "docs" / "man"
BASH_COMPLETION = ROOT / "packaging" / "completions" / "cutoffd.bash"
PEERS = pathlib.Path(os.environ.get("CUTOFFD_PEERS", "/nonexistent"))
CUTOFFD = ""


def tool(name):
    for folder in ("usr/bin", "bin"):
        if (PEERS / folder / name).exists():
            return str(PEERS / folder / name)
    return shutil.which(name)


def commands(words=()):
    """(words, help) of the program and everything below it."""
    text = subprocess.run([CUTOFFD, *words, "--help"], capture_output=True, text=True, check=True, timeout=60).stdout
    yield words, text
    listed = text.split("\nSubcommands:\n", 1)
    for name in re.findall(r"^  ([a-z]\S*)", listed[1].split("\n\n", 1)[0], re.MULTILINE) if len(listed) > 1 else []:
        yield from commands((*words, name))


def options(text):
    """Every option's name in a help page, and where its words are fixed, these."""
    found = {}
    for line in text.splitlines():
        if names := re.match(r"  (-\S+)", line):
            choices = re.search(r":\{([^}]*)\}", line)
            for name in names[1].split(","):
                found[name] = choices[1].split(",") if choices else []
    return found


def page(name):
    return (MAN / name).read_text(encoding="utf-8").replace("\\-", "-").replace("\\&", "")


def schema_keys(shape, path=""):
    for branch in (shape, *shape.get("anyOf", []), *shape.get("oneOf", [])):
        for key, below in branch.get("properties", {}).items():
            yield path + key
            yield from schema_keys(below, f"{path}{key}.")
        if isinstance(branch.get("items"), dict):
            yield from schema_keys(branch["items"], path[:-1] + "[].")
        if isinstance(branch.get("additionalProperties"), dict):
            yield from schema_keys(branch["additionalProperties"], f"{path}ID.")


class ManualPages(unittest.TestCase):
    def test_generated_parts_follow_the_program(self):
        done = subprocess.run([ROOT / "tools" / "make-references", CUTOFFD, "--check"], capture_output=True, text=True,
                              check=False)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_every_command_and_option_is_in_cutoffd_8(self):
        text = page("cutoffd.8")
        for words, said in commands():
            section = text if not words else re.search(rf"^\.Ss {' '.join(words)}\n(.*?)(?=^\.S[sh] )", text,
                                                       re.MULTILINE | re.DOTALL)
            self.assertTrue(section, words)
            section = section if not words else section[1]
            for name, choices in options(said).items():
                if words and name in ("-h", "--help"):
                    continue  # said once of all
                self.assertRegex(section, rf"(?m)^\.It .*\bFl {re.escape(name[1:])}( |$)", (words, name))
                for choice in choices:
                    self.assertIn(f"\\fB{choice}\\fR", section, (words, name))

    def test_every_exit_code_is_in_cutoffd_8(self):
        header = (ROOT / "daemon" / "exit_code.h").read_text(encoding="utf-8")
        codes = re.findall(r"^  \w+ = (\d+),", header, re.MULTILINE)
        status = page("cutoffd.8").split(".Sh EXIT STATUS\n")[1].split(".Sh ")[0]
        self.assertEqual(re.findall(r"^\.It (\d+)$", status, re.MULTILINE), codes)

    def test_every_key_is_in_its_page(self):
        for schema, name in (("cutoffd", "cutoffd.yaml.5"), ("watchlist", "cutoffd-watchlist.5"),
                             ("determination", "cutoffd-watchlist.5")):
            shape = json.loads((ROOT / "config" / "schema" / f"{schema}.schema.json").read_text(encoding="utf-8"))
            there = set(re.findall(r"^\.It Ic (\S+)$", page(name), re.MULTILINE))
            keys = set(schema_keys(shape))
            self.assertGreater(len(keys), 10)
            self.assertEqual(keys - there, set(), name)

    def test_every_example_is_taken(self):
        def blocks(name):
            return re.findall(r"^\.Bd -literal[^\n]*\n(.*?)^\.Ed", page(name), re.MULTILINE | re.DOTALL)

        def check(path):
            done = subprocess.run([CUTOFFD, "check", "-c", path], capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""), path.read_text(encoding="utf-8"))

        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "cutoffd.yaml")
            for block in blocks("cutoffd.yaml.5"):
                path.write_text(block, encoding="utf-8")
                check(path)
            watchlist, determination = blocks("cutoffd-watchlist.5")
            for name, text in (("acme.yaml", watchlist), ("own-acme.yaml", determination)):
                pathlib.Path(folder, name).write_text(text, encoding="utf-8")
            path.write_text("watchlists: [acme.yaml]\ndeterminations: [own-acme.yaml]\n", encoding="utf-8")
            check(path)

    def test_every_message_event_and_field_is_in_cutoffd_alerts_7(self):
        text = page("cutoffd-alerts.7")
        words = re.findall(r'"([A-Z]+_[A-Z]+)"', (ROOT / "alerts" / "message_id.cc").read_text(encoding="utf-8"))
        self.assertGreater(len(words), 10)
        for word in words:
            self.assertRegex(text, rf"(?m)^\.It Ic {word}$")
        schema = json.loads((ROOT / "docs" / "alert.schema.json").read_text(encoding="utf-8"))["properties"]
        for event in schema["event"]["enum"]:
            self.assertIn(f"Event \\fB{event}\\fR", text)
        tags = " ".join(re.findall(r"^\.It Ic (.*)$", text.split(".Sh FIELDS")[1], re.MULTILINE)).split()
        for field in schema:
            self.assertIn(field, tags)
        for step in schema["evidence"]["enum"]:
            self.assertRegex(text, rf"(?m)^\.It Ic {step}$")


class Readers(unittest.TestCase):
    def test_mandoc_has_nothing_to_say(self):
        program = tool("mandoc") or self.skipTest("mandoc is not here")
        done = subprocess.run([program, "-T", "lint", "-W", "warning", *sorted(MAN.iterdir())], capture_output=True,
                              text=True, check=False)
        self.assertEqual(done.stdout + done.stderr, "")

    def test_groff_has_nothing_to_say(self):
        program = tool("groff") or self.skipTest("groff is not here")
        for path in sorted(MAN.iterdir()):
            done = subprocess.run([program, "-mandoc", "-Tutf8", "-ww", "-z", path], capture_output=True, text=True,
                                  env=os.environ | {"LC_ALL": "C.UTF-8"}, check=False)
            self.assertEqual((path.name, done.stdout + done.stderr), (path.name, ""))


COMPLETE_IN_BASH = r'''
source "$1"
shift
COMP_WORDS=("$@")
COMP_CWORD=$(($# - 1))
_cutoffd
((${#COMPREPLY[@]} == 0)) || printf '%s\n' "${COMPREPLY[@]}"
'''


def incidents_of_the_sample(state):
    subprocess.run([CUTOFFD, "replay", "--state", state, ROOT / "samples" / "office.pcap"], check=True, timeout=60,
                   capture_output=True)
    listed = subprocess.run([CUTOFFD, "incident", "list", "--json", "--state", state], check=True, timeout=60,
                            capture_output=True, text=True).stdout
    return [json.loads(line)["incident"] for line in listed.splitlines()]


class Bash(unittest.TestCase):
    def complete(self, *words, program="cutoffd"):
        """What follows `cutoffd WORDS`, of which the last is not finished."""
        done = subprocess.run(["bash", "--norc", "-c", COMPLETE_IN_BASH, "bash", BASH_COMPLETION, program, *words],
                              capture_output=True, text=True, cwd=getattr(self, "folder", None), check=True)
        self.assertEqual(done.stderr, "")
        return done.stdout.splitlines()

    def test_it_is_bound_to_the_program(self):
        done = subprocess.run(["bash", "--norc", "-c", f"source {BASH_COMPLETION}; complete -p cutoffd"],
                              capture_output=True, text=True, check=True)
        self.assertEqual(done.stdout, "complete -F _cutoffd cutoffd\n")

    def test_every_command_option_and_word(self):
        everything = dict(commands())
        self.assertGreater(len(everything), 15)
        for words, said in everything.items():
            below = [other[-1] for other in everything if other and other[:-1] == words]
            if below:
                self.assertEqual(self.complete(*words, ""), below)
            self.assertEqual(self.complete(*words, "-"), list(options(said)), words)
            for name, choices in options(said).items():
                if choices:
                    self.assertEqual(self.complete(*words, name, ""), choices)
                    # The shell parts a word at "=".
                    self.assertEqual(self.complete(*words, name, "="), choices)
                    self.assertEqual(self.complete(*words, name, "=", choices[-1][:-1]),
                                     [one for one in choices if one.startswith(choices[-1][:-1])])

    def test_what_was_begun_is_finished(self):
        self.assertEqual(self.complete("sta"), ["status"])
        self.assertEqual(self.complete("incident", "ex"), ["exempt"])
        self.assertEqual(self.complete("replay", "--state", "x", "--format", "rfc5"), ["rfc5424"])
        self.assertEqual(self.complete("devices", "--js"), ["--json"])

    def test_an_options_value_is_no_command(self):
        self.assertEqual(self.complete("device", "forget", "--who", "forget", "--wh"), ["--who", "--why"])

    def test_incidents_of_the_ledger_that_the_line_names(self):
        with tempfile.TemporaryDirectory() as state:
            ids = incidents_of_the_sample(state)
            self.assertEqual(self.complete("incident", "ack", "--state", state, "", program=CUTOFFD), ids)
            self.assertEqual(self.complete("incident", "show", "--state", "=", state, ids[1][:3], program=CUTOFFD), ids[1:2])
            self.assertEqual(self.complete("explain", "--state", state, ids[0], program=CUTOFFD), ids[:1])
            self.assertEqual(self.complete("device", "forget", "--state", state, "", program=CUTOFFD), [])

    def test_files_directories_and_interfaces(self):
        with tempfile.TemporaryDirectory() as folder:
            self.folder = pathlib.Path(folder)
            (self.folder / "two words.pcap").touch()
            (self.folder / "state").mkdir()
            self.assertEqual(sorted(self.complete("replay", "")), ["state", "two words.pcap"])
            self.assertEqual(self.complete("replay", "tw"), ["two words.pcap"])
            self.assertEqual(self.complete("replay", "--state", ""), ["state"])
            self.assertEqual(self.complete("check", "-c", "tw"), ["two words.pcap"])
        self.folder = None
        if pathlib.Path("/sys/class/net/lo").exists():
            self.assertEqual(self.complete("run", "-i", "l")[:1], ["lo"])


ZSHRC = """
module_path=($ZSH_MODULES $module_path)
fpath=($COMPLETIONS ${=ZSH_FUNCTIONS} $fpath)
PS1='READY>' LISTMAX=0
stty columns 200 rows 500
unsetopt PROMPT_SP PROMPT_CR LIST_AMBIGUOUS LIST_PACKED BEEP
autoload -U compinit && compinit -D -u
bindkey '^T' list-choices
"""


class Zsh(unittest.TestCase):
    """In an interactive zsh: what it lists for a line that is begun."""

    @classmethod
    def setUpClass(cls):
        cls.program = tool("zsh")
        if not cls.program:
            raise unittest.SkipTest("zsh is not here")
        unpacked = cls.program.startswith(str(PEERS))
        functions = PEERS / "usr/share/zsh/functions"
        environment = os.environ | {
            "TERM": "dumb", "COMPLETIONS": str(BASH_COMPLETION.parent),
            "ZSH_MODULES": str(next(PEERS.glob("usr/lib/*/zsh/*"))) if unpacked else "",
            "ZSH_FUNCTIONS": " ".join(str(f) for f in functions.glob("**") if f.is_dir()) if unpacked else ""}
        cls.heard = ""
        cls.home = tempfile.TemporaryDirectory()
        pathlib.Path(cls.home.name, "cutoffd").symlink_to(CUTOFFD)
        environment["PATH"] = f"{cls.home.name}:{os.environ['PATH']}"
        pathlib.Path(cls.home.name, ".zshrc").write_text(ZSHRC, encoding="utf-8")
        cls.process, cls.terminal = pty.fork()
        if cls.process == 0:
            os.execve(cls.program, ["zsh", "-d", "-i"], environment | {"ZDOTDIR": cls.home.name})
        cls.listen("READY>")  # only now it reads keys

    @classmethod
    def tearDownClass(cls):
        os.close(cls.terminal)
        os.waitpid(cls.process, 0)
        cls.home.cleanup()

    @classmethod
    def listen(cls, until):
        """What it writes up to that and with it."""
        while until not in cls.heard:
            if not select.select([cls.terminal], [], [], 20)[0]:
                raise AssertionError(f"zsh says only: {cls.heard}")
            cls.heard += os.read(cls.terminal, 65536).decode(errors="replace")
        said, cls.heard = cls.heard.split(until, 1)
        return said + until

    def listed(self, line):
        """The words that it offers."""
        os.write(self.terminal, f"cutoffd {line}\x14\x15print DO''NE\r".encode())
        heard = self.listen("DONE\r\n")
        self.listen("READY>")
        return set(heard.split())

    def test_every_command_option_and_word(self):
        everything = dict(commands())
        for words, said in everything.items():
            line = "".join(f"{word} " for word in words)
            below = {other[-1] for other in everything if other and other[:-1] == words}
            if below:
                self.assertLessEqual(below, self.listed(line), line)
            self.assertLessEqual({name for name in options(said) if name.startswith("--")}, self.listed(line + "--"), line)
            for name, choices in options(said).items():
                if choices:
                    self.assertLessEqual(set(choices), self.listed(f"{line}{name} "), name)

    def test_incidents_of_the_ledger_that_the_line_names(self):
        with tempfile.TemporaryDirectory() as state:
            ids = set(incidents_of_the_sample(state))
            self.assertEqual(len(ids), 3)
            self.assertLessEqual(ids, self.listed(f"incident ack --state {state} "))
            self.assertLessEqual(ids, self.listed(f"explain --state={state} "))


if __name__ == "__main__":
    CUTOFFD = str(pathlib.Path(sys.argv.pop(1)).resolve())
    result = unittest.main(exit=False).result
    if result.wasSuccessful() and result.skipped:
        print("SKIPPED: " + ", ".join(reason for _, reason in result.skipped))
        sys.exit(77)
    sys.exit(not result.wasSuccessful())
