"""The reference of the Python module, as reStructuredText: every public name, from docstrings and stubs.

Signatures of what is compiled are those of the stub, all others Python's own.  Docstrings are plain text:
  * `name: ...` and `name, other: ...` at the start of a line, or after a sentence and two spaces, is an item;
  * a line with columns stands as it is, and an indented one that begins a paragraph; others that are indented go on with
    the one before;
  * `name` is code, a header's name is a link.
A name without docstring, stub or section ends the program.
"""
import ast
import inspect
import re
import types

# By the module that defines it, where a name stands on the page.
SECTIONS = {
    "hadamard_ntk.layers": "Layers of nets",
    "hadamard_ntk.families": "Nets that have a name",
    "hadamard_ntk._hadamard_ntk": "Kernels, spectra, finite nets",
    "hadamard_ntk.regression": "Regression",
}
ITEM = re.compile(r"(\w+(?:, \w+)*): +(?=\S)")
COLUMNS = re.compile(r"[^\s.,;:] {2,}\S")
HEADER = re.compile(r"(?<![\w/])([\w/]+\.h)\b")
BOUND = re.compile(r"^\w+\(.*\) -> .*\n*")  # the signature that pybind11 writes first


# --- docstrings --------------------------------------------------------------------------------------------------------


def blocks(docstring):
    """[("text", "item" or "as it is", lines)]"""
    found, fresh = [], True
    for line in re.sub(r"(?<=\.)  (?=\w+: )", "\n", docstring).splitlines():
        if not line.strip():
            fresh = True
            continue
        indented = line.startswith(" ")
        kind = found[-1][0] if found else None
        if COLUMNS.search(line.strip()) or indented and (fresh or kind == "as it is"):
            new = "as it is"
        elif indented:
            new = kind
        else:
            new = "item" if ITEM.match(line) else "text"
        if fresh and new == kind == "as it is":
            found[-1][1].append("")
        elif fresh or new != kind or new == "item" and not indented:
            found.append((new, []))
        found[-1][1].append(line if new == "as it is" else line.strip())
        fresh = False
    return found


def inline(text, headers):
    """Text with its code and links; headers: those of the site, by path."""
    parts = []
    for i, part in enumerate(re.split(r"`([^`]+)`", text)):
        if i % 2:
            parts.append(f"``{part}``")
            continue
        for j, piece in enumerate(HEADER.split(part)):
            linked = j % 2 and piece in headers
            parts.append(f":doc:`{piece} </reference/{piece}>`" if linked else re.sub(r"([\\*`|_<>])", r"\\\1", piece))
    return "".join(parts)


def described(docstring, headers):
    """The lines of a docstring as reStructuredText."""
    lines = []
    for kind, text in blocks(docstring):
        if kind == "as it is":
            margin = min(len(line) - len(line.lstrip()) for line in text if line)
            lines += ["::", "", *("   " * bool(line) + line[margin:] for line in text), ""]
        elif kind == "item":
            name, rest = ITEM.match(text[0])[1], " ".join(text)
            lines += [f"* **{name}**: " + inline(rest[len(name) + 1:].strip(), headers), ""]
        else:
            lines += [inline(" ".join(text), headers), ""]
    return lines


# --- signatures --------------------------------------------------------------------------------------------------------


class Stub:
    """What a .pyi file says: the signatures of functions and members, the types of properties."""

    def __init__(self, text):
        self._nodes = {}
        for node in ast.parse(text).body:
            for inner in node.body if isinstance(node, ast.ClassDef) else [node]:
                if isinstance(inner, ast.FunctionDef):
                    prefix = node.name + "." if isinstance(node, ast.ClassDef) else ""
                    self._nodes.setdefault(prefix + inner.name, []).append(inner)

    def signatures(self, name):
        """Those of a function or method; of a class those of its constructor, or []."""
        return [self._signature(node) for node in self._nodes.get(name, [])]

    def type_of(self, name):
        return ast.unparse(self._nodes[name][0].returns)

    @staticmethod
    def _signature(node):
        arguments = node.args
        arguments.args = [a for a in arguments.args if a.arg != "self"]
        returned = f" -> {ast.unparse(node.returns)}" if node.returns and node.name != "__init__" else ""
        return f"({ast.unparse(arguments)}){returned}"


# --- the page ----------------------------------------------------------------------------------------------------------


class Reference:
    """The page of a module.  stub: the text of its .pyi; headers: those of the site, by path."""

    def __init__(self, module, stub, headers):
        self.module, self.stub, self.headers = module, Stub(stub), headers

    def page(self):
        inner = {name: value for name, value in self._public(self.module) if isinstance(value, types.ModuleType)}
        title = f"The module {self.module.__name__}"
        lines = [title, "=" * len(title), "", f".. py:module:: {self.module.__name__}", ""]
        lines += described(self.module.__doc__, self.headers)
        sections = {place: [] for place in SECTIONS}
        for name, value in self._public(self.module):
            if name not in inner:
                place = value.__module__ if inspect.isroutine(value) or inspect.isclass(value) else type(value).__module__
                if place not in sections:
                    raise SystemExit(f"{self.module.__name__}.{name}: SECTIONS has no place for what {place} defines")
                sections[place].append((name, value))
        for place, entries in sections.items():
            if entries:
                lines += [SECTIONS[place], "-" * len(SECTIONS[place]), ""] + self._introduction(place) + self._entries(entries)
        for name, value in inner.items():
            lines += [f"{name}", "-" * len(name), "", f".. py:module:: {value.__name__}", ""]
            lines += described(value.__doc__, self.headers) + self._entries(self._public(value))
        return "\n".join(lines)

    @staticmethod
    def _public(module):
        return [(name, getattr(module, name)) for name in sorted(module.__all__, key=str.lower)]

    def _introduction(self, place):
        """What the module that defines a section says of itself, if Python wrote it."""
        attribute = place.rpartition(".")[2]
        return [] if attribute.startswith("_") else described(getattr(self.module, attribute).__doc__, self.headers)

    def _entries(self, entries):
        lines, data = [], {}
        for name, value in entries:
            if inspect.isclass(value):
                lines += self._class(name, value)
            elif callable(value) and inspect.isroutine(value):
                lines += self._entry("function", name, self._signatures(value), value)
            else:
                data.setdefault(type(value), []).append(name)
        for kind, names in data.items():
            lines += self._entry("data", names[0], [""], kind, names)
        return lines

    def _signatures(self, value, name=None):
        """As the stub has them, or Python."""
        signatures = self.stub.signatures(name or value.__name__)
        if not signatures:
            signatures = [re.sub(r"^\(self(?:, )?", "(", str(inspect.signature(value)))]
        return signatures

    def _entry(self, kind, name, signatures, value, names=(), options=()):
        text = BOUND.sub("", inspect.getdoc(value) or "").strip()
        if not text:
            raise SystemExit(f"{self.module.__name__}: {name} has no docstring")
        heads = list(names) or [name + signature for signature in signatures]
        directive = f".. py:{kind}:: "
        lines = [directive + heads[0], *(" " * len(directive) + head for head in heads[1:]), *options, ""]
        return lines + ["   " + line if line else "" for line in described(text, self.headers)]

    def _class(self, name, value):
        of_stub = value.__module__.endswith("._hadamard_ntk")
        constructor = self.stub.signatures(name + ".__init__") if of_stub else self._signatures(value, "")
        kind = "exception" if issubclass(value, BaseException) else "class"
        lines = self._entry(kind, name, constructor or [""], value)
        for member, of in vars(value).items():
            of = of.__func__ if isinstance(of, staticmethod) else of
            if member.startswith("_") and member != "__call__":
                continue
            if isinstance(of, property):
                kind_of = [f"   :type: {self.stub.type_of(f'{name}.{member}')}"] if of_stub else []
                inner = self._entry("property", member, [""], of, options=kind_of)
            elif callable(of):
                inner = self._entry("method", member, self._signatures(of, f"{name}.{member}"), of)
            else:
                continue
            lines += ["   " + line if line else "" for line in inner]
        return lines
