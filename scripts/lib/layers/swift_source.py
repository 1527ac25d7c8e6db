"""What a Swift file imports and names, without its comments and texts."""

import re
from dataclasses import dataclass


def code_only(text):
    """The text with comments, string literals and quoted identifiers turned into spaces; lines stay where they are.
    The code of interpolations stays, too."""
    return _Blanker(text).run()


_PLAIN = re.compile(r"[^/\"#`()]+")


class _Blanker:
    """One pass over the text. Regex literals between plain slashes are taken for operators: they hold no imports."""

    def __init__(self, text):
        self.text = text
        self.out = []
        self.position = 0

    def run(self):
        self.code(until=None)
        return "".join(self.out)

    def keep(self, count=1):
        self.out.append(self.text[self.position:self.position + count])
        self.position += count

    def blank(self, count=1):
        piece = self.text[self.position:self.position + count]
        self.out.append("".join("\n" if c == "\n" else " " for c in piece))
        self.position += len(piece)

    def code(self, until):
        """Code up to the closing parenthesis of an interpolation, or to the end of the text."""
        depth = 0
        while self.position < len(self.text):
            rest = self.text[self.position:self.position + 2]
            if rest == "//":
                end = self.text.find("\n", self.position)
                self.blank((end if end >= 0 else len(self.text)) - self.position)
            elif rest == "/*":
                self.comment()
            elif literal := re.compile(r'(#*)("""|")').match(self.text, self.position):
                self.string(literal.group(1), literal.group(2))
            elif quoted := re.compile(r"`[^`\n]*`").match(self.text, self.position):
                # `default` is the name without the marks; a name with spaces is that of a test.
                name = quoted.group()
                self.keep(len(name)) if name[1:-1].isidentifier() else self.blank(len(name))
            elif until and rest[0] == until and depth == 0:
                return
            elif plain := _PLAIN.match(self.text, self.position):
                self.keep(len(plain.group()))
            else:
                depth += {"(": 1, ")": -1}.get(rest[0], 0)
                self.keep()

    def comment(self):
        """Comments may hold comments."""
        depth = 0
        while self.position < len(self.text):
            two = self.text[self.position:self.position + 2]
            if two == "/*":
                depth += 1
                self.blank(2)
            elif two == "*/":
                depth -= 1
                self.blank(2)
                if depth == 0:
                    return
            else:
                self.blank()

    def string(self, marks, quotes):
        self.blank(len(marks + quotes))
        escape = "\\" + marks
        while self.position < len(self.text):
            if self.text.startswith(quotes + marks, self.position):
                self.blank(len(quotes + marks))
                return
            if self.text.startswith(escape + "(", self.position):
                self.blank(len(escape) + 1)
                self.code(until=")")
                self.blank()
            elif self.text.startswith(escape, self.position):
                self.blank(len(escape) + 1)
            elif self.text[self.position] == "\n" and quotes == '"':
                return  # not Swift; the compiler says so
            else:
                self.blank()


@dataclass(frozen=True)
class Import:
    module: str
    line: int
    access: str  # "", "public", "package", "internal", "fileprivate", "private"
    attributes: tuple


_IMPORT = re.compile(
    r"(?P<before>(?:@\w+(?:\([^)]*\))?\s+|\b(?:public|package|internal|fileprivate|private)\s+)*)"
    r"(?<![\w.`])import\s+(?:(?:typealias|struct|class|enum|protocol|let|var|func|actor|macro)\s+)?`?(?P<module>\w+)")


def imports(code):
    """Every import in whatever form: `@testable import X`, `public import struct X.Y`, several in a line."""
    for match in _IMPORT.finditer(code):
        words = match.group("before").split()
        access = [word for word in words if not word.startswith("@")]
        yield Import(
            module=match.group("module"),
            line=code.count("\n", 0, match.start("module")) + 1,
            access=access[-1] if access else "",
            attributes=tuple(word.split("(")[0] for word in words if word.startswith("@")))


_UNSAFE = re.compile(r"\b(?:unsafe(?:[A-Z_]\w*)?|\w*Unsafe\w*|OpaquePointer|Unmanaged|CVaListPointer)\b")


def unsafe_names(code):
    """(line, name) of the first use in each line of what leaves memory safety to the programmer."""
    for number, line in enumerate(code.split("\n"), start=1):
        if match := _UNSAFE.search(line):
            yield number, match.group()
