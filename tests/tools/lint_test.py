#!/usr/bin/env python3
"""tools/lint finds what it is for."""
import importlib.machinery
import importlib.util
import pathlib
import shutil
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "tools" / "lint"
sys.dont_write_bytecode = True  # the script has no .py, and its folder stays as it is
loader = importlib.machinery.SourceFileLoader("lint", str(SCRIPT))
lint = importlib.util.module_from_spec(importlib.util.spec_from_loader("lint", loader))
loader.exec_module(lint)


class Lint(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        (self.root / "core").mkdir()
        (self.root / "tools").mkdir()
        shutil.copy(lint.ROOT / ".clang-format", self.root)
        before, lint.ROOT = lint.ROOT, self.root
        self.addCleanup(setattr, lint, "ROOT", before)

    def write(self, path, text):
        (self.root / path).write_text(text)

    def lengths(self, code):
        return list(lint.functions(code))

    def test_functions_are_measured_from_their_first_line_to_their_last(self):
        body = "  work();\n" * 5
        self.assertEqual(self.lengths(f"int f(int x) {{\n{body}}}\n"), [(1, 7)])
        self.assertEqual(self.lengths(f"class A {{\n public:\n  int f() const {{\n{body}  }}\n}};\n"), [(3, 7)])
        self.assertEqual(self.lengths(f"int x;\n\nA::A(int x)\n    : x_(x) {{\n{body}}}\n"), [(3, 8)])
        self.assertEqual(self.lengths(f"template <typename T>\nbool f(int x,\n       int y) {{\n{body}}}\n"), [(1, 9)])
        self.assertEqual(self.lengths(f"namespace a {{\nint f() {{\n{body}}}\n}}\nint g() {{}}\n"), [(2, 7), (10, 1)])

    def test_what_stands_in_a_function_belongs_to_it(self):
        self.assertEqual(self.lengths("void f() {\n  if (x) {\n    g([&] {\n      h();\n    });\n  }\n}\n"), [(1, 7)])

    def test_types_namespaces_and_values_are_no_functions(self):
        for head in ("namespace a {", "struct A {", "enum class A : int {", "constexpr A kAll[] = {", "union {"):
            self.assertEqual(self.lengths(f"{head}\n" + "x;\n" * 90 + "}\n"), [], head)

    def test_braces_that_are_no_code_do_not_count(self):
        for text in ("// }", "/* }\n} */", 'R"(}\n)"', '"}\\"}"', "'}'", "1'000", "#define A }", "#define A \\\n }"):
            code = f"void f() {{\n{text}\n;\n}}\n"
            self.assertEqual(self.lengths(code), [(1, code.count("\n"))], text)

    def test_a_function_beyond_the_limit_is_a_complaint(self):
        self.write("core/long.cc", "void f() {\n" + "  g();\n" * 79 + "}\n")
        self.assertEqual(list(lint.length_complaints(False)),
                         ["core/long.cc:1: a function of 81 lines (limit 80, aim 40)"])

    def test_a_file_beyond_the_limit_is_a_complaint(self):
        self.write("core/long.cc", "int x;\n" * 500)
        self.assertEqual(list(lint.length_complaints(False)), [])
        self.write("core/long.cc", "int x;\n" * 501)
        self.assertRegex("".join(lint.length_complaints(False)), "core/long.cc: 501 lines")

    def test_an_unformatted_file_is_a_complaint_and_fix_mends_it(self):
        tool = lint.clang_format()
        if not tool:
            self.skipTest("clang-format 14 is not here")
        self.write("core/good.cc", "int x = 1;\n")
        self.write("core/bad.cc", "int  x =1;\n")
        self.assertEqual(list(lint.format_complaints(tool, False)),
                         ["core/bad.cc: not formatted; tools/lint --fix does it"])
        self.assertEqual(list(lint.format_complaints(tool, True)), [])
        self.assertEqual((self.root / "core/bad.cc").read_text(), "int x = 1;\n")

    def test_shell_scripts_are_known_by_their_first_line(self):
        for name, first in (("a", "#!/usr/bin/env bash"), ("b", "#!/bin/sh"), ("c", "#!/usr/bin/env python3")):
            self.write(f"tools/{name}", first + "\n")
            (self.root / "tools" / name).chmod(0o755)
        self.assertEqual([p.name for p in lint.shell_scripts()], ["a", "b"])


if __name__ == "__main__":
    unittest.main(verbosity=1)
