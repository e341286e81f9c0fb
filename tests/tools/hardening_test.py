#!/usr/bin/env python3
"""The released program is hardened, and tools/check-hardening really notices what is missing.

    hardening_test.py CUTOFFD BUILD [unittest arguments]
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "tools" / "check-hardening"
CUTOFFD, BUILD = sys.argv.pop(1), pathlib.Path(sys.argv.pop(1))
SOURCE = '#include <stdio.h>\n#include <string.h>\nint main(int c, char** v) {\n  char text[64];\n  strcpy(text, v[c - 1]);\n  return puts(text);\n}\n'
HARD = ("-O2", "-U_FORTIFY_SOURCE", "-D_FORTIFY_SOURCE=2", "-fstack-protector-strong", "-fPIE", "-pie", "-Wl,-z,relro,-z,now")
# What is taken back, and what must be said of it.
TAKEN = [
    (("-fno-PIE", "-no-pie"), "not position-independent"),
    (("-Wl,-z,norelro",), "no RELRO"),
    (("-Wl,-z,lazy",), "RELRO is partial"),
    (("-Wl,-z,execstack",), "the stack can be executed"),
    (("-Wl,-rpath,/tmp",), "a search path for libraries"),
    (("-fno-stack-protector",), "no stack protector"),
    (("-U_FORTIFY_SOURCE",), "no checked function"),
]


def check(*words):
    done = subprocess.run([SCRIPT, *words], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


class Released(unittest.TestCase):
    def test_is_hardened(self):
        self.assertEqual(check(CUTOFFD, BUILD), (0, ""))


class Noticed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_what_a_binary_lacks(self):
        if shutil.which("cc") is None:
            self.skipTest("there is no C compiler here")
        source, program = self.folder / "one.c", self.folder / "one"
        source.write_text(SOURCE, encoding="utf-8")
        for taken, said in [((), "")] + TAKEN:
            subprocess.run(["cc", *HARD, *taken, "-o", program, source], check=True, capture_output=True, timeout=60)
            code, words = check(program)
            self.assertEqual(code, 1 if taken else 0, f"{taken}: {words}")
            self.assertIn(said, words)
            self.assertLessEqual(words.count("\n"), 2, words)

    def test_what_an_object_lacks(self):
        (self.folder / "CMakeCache.txt").write_text(f"CMAKE_HOME_DIRECTORY:INTERNAL={self.folder}\n", encoding="utf-8")
        whole = "c++ -O3 -fPIC -fstack-protector-strong -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ftrivial-auto-var-init=zero"

        def said(last):
            entries = [{"directory": str(self.folder), "file": f"core/{number}.cc", "command": whole} for number in range(60)]
            entries[7]["command"] = last
            (self.folder / "compile_commands.json").write_text(json.dumps(entries), encoding="utf-8")
            return check(CUTOFFD, self.folder)

        self.assertEqual(said(whole), (0, ""))
        for word in whole.split()[1:]:
            if not word.startswith("-U"):
                code, words = said(whole.replace(word, ""))
                self.assertEqual(code, 1, f"{word}: {words}")
                self.assertIn("core/7.cc is compiled without", words)
        self.assertIn("taken back", said(f"{whole} -U_FORTIFY_SOURCE")[1])


if __name__ == "__main__":
    unittest.main()
