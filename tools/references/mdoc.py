"""mdoc(7): text and tables of the documents as lines of a manual page."""
import re
import textwrap


def escaped(text):
    """For a line of text: no character of it is taken for a request or an escape."""
    text = text.replace("\\", "\\e").replace("-", "\\-").replace("’", "'").replace("…", "...")
    return re.sub(r"^([.'])", r"\\&\1", text, flags=re.MULTILINE)


def argument(word):
    """One word on a macro's line: never taken for a macro."""
    return "\\&" + escaped(word).replace('"', '\\(dq')


def marked(text):
    """Markdown within a line: code and emphasis as fonts, links as their words."""
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    out = []
    for piece in re.split(r"(`[^`]+`|\*\*[^*]+\*\*|(?<![\w*])\*[^*\s][^*]*\*(?![\w*]))", text):
        if piece.startswith("`"):
            out.append(f"\\fB{escaped(piece[1:-1])}\\fR")
        elif piece.startswith("**"):
            out.append(f"\\fB{escaped(piece[2:-2])}\\fR")
        elif piece.startswith("*") and len(piece) > 2:
            out.append(f"\\fI{escaped(piece[1:-1])}\\fR")
        else:
            out.append(escaped(piece) if piece else "")
    return "".join(out)


def text(markdown):
    """A paragraph: each sentence on lines of its own, as mdoc wants it."""
    lines = []
    for sentence in re.split(r"(?<=[.?!])\s+(?=\S)", " ".join(markdown.split())):
        for line in textwrap.wrap(marked(sentence), 78, break_long_words=False, break_on_hyphens=False):
            lines.append(re.sub(r"^([.'])", r"\\&\1", line))
    return lines


def literal(block):
    return [".Bd -literal -offset indent", *map(escaped, textwrap.dedent(block).splitlines()), ".Ed"]


def sequence(markdown_rows):
    """A tagged list of (tag, paragraphs)."""
    lines = [".Bl -tag -width Ds"]
    for tag, *paragraphs in markdown_rows:
        lines.append(f".It {tag}")
        for i, paragraph in enumerate(paragraphs):
            lines += [".Pp"] if i else []
            lines += text(paragraph)
    return [*lines, ".El"]
