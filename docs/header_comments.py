"""The comments of this repository's headers, written for Doxygen.

They are plain text: nothing in them is a command, a tag or Markdown, but
  * an indented line stands as it is (formulas, tables), unless it goes on with an item of a list;
  * `- ` and `* ` after text begin an item; Throws, Error, Domain, Cost and Shapes at the start of a line a paragraph;
  * `name` is code, [Key2022, eq. (1)] cites REFERENCES.bib, a header's name is a link.
The first comment, before the guard, is the file's. What Doxygen or Sphinx cannot read and nobody calls is left
out: namespaces that tell the width of registers, specialisations of the standard library's classes, instantiations,
attributes.
"""
import html
import re

COMMENT = re.compile(r"( *)///(?!/) ?(.*)")
TRAILING = re.compile(r"(.*\S\s*)///< (.*)")
REGISTERS = re.compile(r"inline namespace HADAMARD_NTK_REGISTERS \{|\}  // namespace HADAMARD_NTK_REGISTERS")
LEFT_OUT = re.compile(r"^template <.*>\n(?:class|struct) std::[\s\S]*?^\};$|^(?:extern )?template (?!<)[^;]*;$"
                      r"| __attribute__\(\(\w+\([^;]*\)\)\)(?=;)", re.M)
ITEM = re.compile(r"( *)[-*] +(?=\S)")
PARAGRAPH = re.compile(r"(Throws|Errors?|Domain|Cost|Shapes)\b")
LINK = re.compile(r"(?<![\w/])[\w/]+\.h\b|(?<=[\[ ])[A-Z][A-Za-z]+\d{4}\b(?=[^\[]*\])")


def escaped(text):
    text = re.sub(r"([\\@#%$])", r"\\\1", html.escape(text, quote=False))
    return text.replace("--", r"-\-").replace("::", r"\::")


def plain(text, address):
    """Text that Doxygen leaves alone, but for names of classes and functions. address: a header or key -> URL or None."""
    result = []
    for i, part in enumerate(re.split(r"`([^`]+)`", text)):
        if i % 2:
            url = address(part)
            result.append(f'<a href="{url}">{escaped(part)}</a>' if url else f"<tt>{escaped(part)}</tt>")
            continue
        end = 0
        for match in LINK.finditer(part):
            url = address(match[0])
            # Doxygen would link a file of that name in any folder.
            word = f'<a href="{url}">{match[0]}</a>' if url else "%" * match[0].endswith(".h") + match[0]
            result += [escaped(part[end:match.start()]), word]
            end = match.end()
        result.append(escaped(part[end:]))
    return "".join(result)


def blocks(lines):
    """The parts of a comment: (text, item or "as it is", its lines)."""
    found, kind, margin = [], None, 0
    for line in lines:
        indent = len(line) - len(line.lstrip())
        item = not (indent and kind == "as it is") and ITEM.match(line)
        if not line.strip():
            kind = None
        elif item:
            found.append(("item", [line[item.end():]]))
            kind, margin = "item", indent
        elif kind == "item" and indent > margin:
            found[-1][1].append(line.strip())
        else:
            new = "as it is" if indent else "text"
            if indent and kind is None and found and found[-1][0] == new:
                found[-1][1].append("")
            elif kind != new or new == "text" and PARAGRAPH.match(line):
                found.append((new, []))
            found[-1][1].append(line)
            kind = new
    return found


def written(lines, address):
    """The comment as Doxygen reads it."""
    result = []
    for kind, text in blocks(lines):
        if kind == "as it is":
            margin = min(len(line) - len(line.lstrip()) for line in text if line)
            result += ["@verbatim", *(line[margin:] for line in text), "@endverbatim"]
        elif kind == "item":
            result.append("- " + plain(" ".join(text), address))
        else:
            result += ["", plain(" ".join(text), address), ""]
    return result


def for_doxygen(source, address):
    """The header as Doxygen is to read it."""
    result, comment, head = [], [], [r"\file"]
    for line in LEFT_OUT.sub("", source).splitlines() + [""]:
        match = COMMENT.fullmatch(line)
        if match:
            comment.append(match[2])
            continue
        if comment:
            result += ["/*!", *head, *(text.replace("*/", "* /") for text in written(comment, address)), "*/"]
        comment, head = [], []
        trailing = TRAILING.fullmatch(line)
        if trailing:
            line = f"{trailing[1]}///< {plain(trailing[2], address)}"
        result.append("" if REGISTERS.fullmatch(line) else line)
    return "\n".join(result)


def summary(source):
    """The first sentence of a header, less citations and what follows its colon."""
    first = []
    for line in source.splitlines():
        match = COMMENT.fullmatch(line)
        if not match:
            break
        first.append(match[2])
    text = re.sub(r" \[[^\]]*\b[A-Z]\w+\d{4}\b[^\]]*\]", "", " ".join(blocks(first)[0][1]))
    return re.split(r"(?<=\w\w)[.:](?=\s|$)", text)[0].rstrip(".:")
