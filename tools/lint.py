#!/usr/bin/env python3
"""The house rules that a compiler does not check. `bazel test //tools:lint_test` runs it.

usage: tools/lint.py [ROOT]

Prints one line `file:line: message [rule]` per fault; exit status 1 if there is any. RULES below lists the rules;
lint_rules_test.py plants at least one violation of each.
"""
import ast
import os
import re
import subprocess
import sys

LIBRARIES = ("ntk", "spectral", "models", "pde")
GROUND = ("files", "gaussian", "linalg", "linsolve")  # what the libraries stand on
INDEPENDENT = LIBRARIES + ("referee",)
MAX_LINES = {".h": 400, ".cc": 400, ".py": 600}  # a script is one file
SKIPPED_DIRECTORIES = {".git", "results", "__pycache__"}


class Tree:
    """The text files under a directory, less what Bazel and the programs write there."""

    def __init__(self, root):
        self.root = root
        self.lines = {}  # path relative to root -> list of lines
        for directory, subdirectories, names in os.walk(root):
            subdirectories[:] = sorted(d for d in subdirectories
                                       if d not in SKIPPED_DIRECTORIES and not d.startswith("bazel-"))
            for name in sorted(names):
                path = os.path.join(directory, name)
                if os.path.islink(path) or not os.path.isfile(path) or name in ("user.bazelrc", ".git"):
                    continue
                with open(path, "rb") as file:
                    content = file.read()
                if b"\0" not in content:
                    self.lines[os.path.relpath(path, root)] = content.decode("utf-8", "replace").splitlines()

    def select(self, *endings):
        return [(path, lines) for path, lines in self.lines.items() if path.endswith(endings)]

    def build_files(self):
        return [BuildFile(path, lines) for path, lines in self.lines.items()
                if os.path.basename(path) in ("BUILD", "BUILD.bazel")]


def matches(files, pattern):
    """(path, line number, match) of every match in the files."""
    for path, lines in files:
        for number, line in enumerate(lines, 1):
            for match in pattern.finditer(line):
                yield path, number, match


# --- C++ text --------------------------------------------------------------------------------------------------------


def check_format(tree):
    """clang-format would change nothing."""
    paths = [path for path, _ in tree.select(".h", ".cc")]
    if not paths:
        return
    try:
        done = subprocess.run(["clang-format", "--dry-run", "-Werror", *paths], cwd=tree.root, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    except FileNotFoundError:
        yield ".clang-format", 1, "clang-format is not installed"
        return
    places = set()
    for path, line, column in re.findall(r"^(\S+?):(\d+):(\d+): error: code should be", done.stderr, re.M):
        # Wrong indentation is reported at the end of the line before.
        places.add((path, int(line) + (int(column) > len(tree.lines[path][int(line) - 1]))))
    for path, number in places:
        yield path, number, "not as clang-format writes it; run clang-format -i on the file"
    if done.returncode and not places:
        yield ".clang-format", 1, "clang-format failed: " + (done.stderr.splitlines() or ["no message"])[0]


def check_guard(tree):
    """Header guards: HADAMARD_NTK_, the path in upper case, _."""
    for path, lines in tree.select(".h"):
        guard = "HADAMARD_NTK_" + re.sub(r"\W", "_", path).upper() + "_"
        directives = [(number, line.rstrip()) for number, line in enumerate(lines, 1) if line.startswith("#")]
        wanted = [(0, f"#ifndef {guard}"), (1, f"#define {guard}"), (-1, f"#endif  // {guard}")]
        for index, text in wanted:
            number, line = directives[index] if len(directives) >= 3 else (1, "")
            if line != text:
                yield path, number, f"header guard: expected {text}"


def check_comment(tree):
    """A header begins with a comment that says what it is, before the guard."""
    for path, lines in tree.select(".h"):
        if not lines or not lines[0].startswith("/// "):
            yield path, 1, "a header begins with its comment: '/// What this is'"


INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]*)"')


def may_know(user, used):
    """ntk, spectral, models, pde and referee know the ground, but neither one another nor experiments; the ground none of
    them. Nobody knows distributed, but for the site that shows it."""
    if used == "distributed":
        return user in ("distributed", "docs")
    return user == used or user not in GROUND + INDEPENDENT or used not in INDEPENDENT + ("experiments",)


def check_include(tree):
    """Own headers by their full path; what a library may know is in may_know."""
    top = {path.split("/")[0] for path in tree.lines if "/" in path}
    for path, number, match in matches(tree.select(".h", ".cc"), INCLUDE):
        user, used = path.split("/")[0], match[1].split("/")[0]
        if "/" not in match[1] or used not in top:
            yield path, number, f'"{match[1]}" is not the full path of a header of this repository'
        elif not may_know(user, used):
            yield path, number, f"{user} must not include {used}"


MPI = re.compile(r"^\s*#\s*include\s*<((?:mpi|petsc|slepc)[\w/]*\.h)>")
MPI_LIBRARIES = ("//third_party:openmpi", "//third_party:petsc", "//third_party:scalapack",
                 "//third_party:slepc")


def check_mpi(tree):
    """MPI, PETSc and SLEPc in distributed alone, so that the rest builds without; and in tools/peers, which Bazel does not."""
    for path, number, match in matches(tree.select(".h", ".cc"), MPI):
        if not path.startswith(("distributed/", "tools/peers/")):
            yield path, number, f"{match[1]}: only in distributed"
    for build in tree.build_files():
        for number, text in build.strings:
            if text in MPI_LIBRARIES and build.package != "distributed":
                yield build.path, number, f"{text}: only in distributed"


VECTOR_FLAGS = "linalg/vector_flags.h"
FLAGGED = re.compile(r"^\s*#\s*include\s*<(?:Eigen/|\w+mmintrin\.h|experimental/simd)|\b__(?:AVX|FMA|SSE)\w*")
EIGEN = re.compile(r"^\s*#\s*include\s*<Eigen/")


def reached(tree, path):
    """The file and the headers of this repository that it includes, directly or not."""
    found, waiting = set(), [path]
    while waiting:
        path = waiting.pop()
        if path in tree.lines and path not in found:
            found.add(path)
            waiting += [match[1] for _, _, match in matches([(path, tree.lines[path])], INCLUDE)]
    return found


def check_vector_flags(tree):
    """A library's header that the compiler's vector flags change, or whose source uses Eigen, reaches vector_flags.h."""
    for path, _ in tree.select(".h"):
        headers = reached(tree, path)
        if path.split("/")[0] not in GROUND + LIBRARIES or VECTOR_FLAGS in headers:
            continue
        source = path[:-2] + ".cc"
        for files, pattern in ((headers, FLAGGED), (reached(tree, source) - {VECTOR_FLAGS}, EIGEN)):
            for user, number, _ in matches([(file, tree.lines[file]) for file in sorted(files)], pattern):
                where = number if user == path else 1
                yield path, where, f"depends on the compiler's vector flags ({user}) but does not include {VECTOR_FLAGS}"
                break


SKIP = re.compile(r"\bGTEST_SK[I]P\w*|\bDISABLED_\w+")


def check_skip(tree):
    """No test is skipped or switched off."""
    for path, number, match in matches(tree.select(".h", ".cc"), SKIP):
        yield path, number, f"{match[0]}: a test passes or fails"


NUMBER = r"[-+]?(?:\d[\d']*\.?[\d']*|\.\d+)(?:[eE][-+]?\d+)?[fFlL]?"
NEAR = re.compile(r"\b(?:(?:EXPECT|ASSERT)_NEAR|(?:Double|Float)Near)\s*\(")


def arguments_of(text, start):
    """The top-level arguments of the call whose '(' is at text[start - 1]."""
    depth, begin, found = 1, start, []
    for position in range(start, len(text)):
        c = text[position]
        if c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
        if depth == 0 or (depth == 1 and c == ","):
            found.append(text[begin:position].strip())
            begin = position + 1
        if depth == 0:
            return found
    return []


def check_tolerance(tree):
    """A tolerance is counted, conditioned, statistical or asymptotic: never a bare number."""
    for path, lines in tree.select("_test.cc"):
        text = "\n".join(lines)
        for match in NEAR.finditer(text):
            call = arguments_of(text, match.end())
            if call and re.fullmatch(NUMBER, call[-1]):
                yield path, text.count("\n", 0, match.start()) + 1, f"bare tolerance {call[-1]}; say what it counts"


# A handler that does nothing but check what(), and one that returns it beside a text for no error.
HANDLER = re.compile(r"\bcatch \(const [\w:]+& (\w+)\) \{\s*(?:EXPECT_[^;]*\b\1\.what\(\)[^;]*;\s*\}"
                     r"|return [^;]*\b\1\.what\(\)[^;]*;\s*\}\s*return [^;]*\")")
THROWN = "linalg/thrown_testing.h"


def check_thrown(tree):
    """A test takes an error's message from MessageOf, which stands once."""
    for path, lines in tree.select("_test.cc", "_testing.h"):
        text = "\n".join(lines)
        for match in HANDLER.finditer(text):
            if path != THROWN:
                yield path, text.count("\n", 0, match.start()) + 1, f"MessageOf of {THROWN} says it in one line"


# --- build files -----------------------------------------------------------------------------------------------------


class BuildFile:
    """A BUILD file, which is Python to the parser: its strings, calls and loads."""

    def __init__(self, path, lines):
        self.path = path
        self.package = os.path.dirname(path)
        nodes = list(ast.walk(ast.parse("\n".join(lines))))
        self.strings = [(n.lineno, n.value) for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)]
        self.calls = [(n.func.id, n.lineno, {k.arg: k.value for k in n.keywords}, n.args)
                      for n in nodes if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]

    def rules(self, kind):
        """(name, line, attributes) of the rules of one kind."""
        for function, line, attributes, _ in self.calls:
            name = attributes.get("name")
            if function == kind and isinstance(name, ast.Constant):
                yield name.value, line, attributes

    def macro_sources(self, tree):
        """Files named through a macro of this repository: as "example.cc", or as name + "_test.cc"."""
        for function, _, _, arguments in self.calls:
            if function != "load" or not arguments[0].value.startswith("//"):
                continue
            macros = ast.parse("\n".join(tree.lines.get(arguments[0].value[2:].replace(":", "/"), [])))
            for macro in macros.body:
                if isinstance(macro, ast.FunctionDef) and macro.name in [symbol.value for symbol in arguments[1:]]:
                    nodes = list(ast.walk(macro))
                    endings = [n.right for n in nodes if isinstance(n, ast.BinOp) and getattr(n.left, "id", "") == "name"
                               and isinstance(n.right, ast.Constant)]
                    for name, _, _ in self.rules(macro.name):
                        yield from (name + ending.value for ending in endings)
                    if any(macro.name == called for called, _, _, _ in self.calls):
                        yield from (n.value for n in nodes if isinstance(n, ast.Constant) and n not in endings)
                    if os.path.basename(self.package) in (name for name, _, _ in self.rules(macro.name)):
                        yield from self.matching(tree, nodes)

    def matching(self, tree, nodes):
        """The files of the package that a macro takes by a pattern: it does so in a folder of its rule's name."""
        patterns = [n.value for n in nodes if isinstance(n, ast.Constant) and str(n.value).startswith("*.")]
        for path in tree.lines:
            if os.path.dirname(path) == self.package and path.endswith(tuple(p[1:] for p in patterns)):
                yield os.path.basename(path)


def check_build(tree):
    """Every source file is named in the BUILD file of its package."""
    named = {build.package: {text for _, text in build.strings} | set(build.macro_sources(tree))
             for build in tree.build_files()}
    for path, _ in tree.select(".h", ".cc"):
        package = os.path.dirname(path)
        while package and package not in named:
            package = os.path.dirname(package)
        if os.path.relpath(path, package or ".") not in named.get(package, ()):
            yield path, 1, f"not named in {os.path.join(package, 'BUILD')}"


LABEL = re.compile(r"(?:@(\w+)|//(\w+)).*")
RULE_SETS = ("rules_cc", "bazel_tools", "bazel_skylib", "platforms")


def check_dependency(tree):
    """Labels obey the same order as includes; outside libraries come from //third_party."""
    for build in tree.build_files():
        user = build.path.split("/")[0]
        for number, text in build.strings:
            match = LABEL.fullmatch(text)
            if not match or text.endswith((":__pkg__", ":__subpackages__")):
                continue
            repository, package = match.groups()
            if repository and repository not in RULE_SETS + ("hadamard_ntk",) and user != "third_party":
                yield build.path, number, f"{text}: depend on //third_party:NAME instead"
            if not may_know(user, package):
                yield build.path, number, f"{user} must not depend on {package}"


def check_umbrella(tree):
    """//ntk:ntk, //spectral:spectral and //models:models collect all libraries of their packages."""
    for build in tree.build_files():
        if build.package not in LIBRARIES:
            continue
        libraries = [*build.rules("cc_library"), *build.rules("unit")]
        umbrella = [(line, attributes) for name, line, attributes in libraries if name == build.package]
        if libraries and not umbrella:
            yield build.path, 1, f"no cc_library {build.package} that collects the libraries of the package"
        for line, attributes in umbrella:
            deps = {n.value for n in ast.walk(attributes.get("deps", ast.List())) if isinstance(n, ast.Constant)}
            for name, _, others in libraries:
                private = "//visibility:private" in ast.dump(others.get("visibility", ast.List()))
                if name != build.package and "testonly" not in others and not private and ":" + name not in deps:
                    yield build.path, line, f"{build.package} lacks :{name}"


def check_shown(tree):
    """The documentation shows every header of the libraries: //docs:site has a filegroup `documents` of each package."""
    builds = {build.package: build for build in tree.build_files()}
    shown = {text for _, text in builds["docs"].strings} if "docs" in builds else set()
    packages = {os.path.dirname(path) for path, _ in tree.select(".h") if not path.endswith("_testing.h")}
    for package in sorted(packages & set(builds)):
        if package.split("/")[0] in GROUND + INDEPENDENT and f"//{package}:documents" not in shown:
            yield builds[package].path, 1, f"docs/BUILD lacks //{package}:documents"


# --- all text --------------------------------------------------------------------------------------------------------

PLACE = re.compile(r"(?<![\w.}/~-])/(?:work|root|home|Users)(?=/)[^\s\"'`]*")
HOST = re.compile(r"\b(?:(?:deb|security|snapshot|ftp)\.debian\.org|(?:pypi|files\.pythonhosted)\.org"
                  r"|registry\.(?:npmjs\.org|yarnpkg\.com)|(?:static\.)?crates\.io|proxy\.golang\.org"
                  r"|repo1?\.maven\.org)\b")


def check_place(tree):
    """No path of one machine, no package registry."""
    for path, number, match in matches(tree.lines.items(), PLACE):
        yield path, number, f"path of one machine: {match[0]}"
    for path, number, match in matches(tree.lines.items(), HOST):
        yield path, number, f"host of a package registry: {match[0]}"


MARKER = re.compile(r"\b(?:TO[D]O|FIX[M]E|X[X]X)\b")


def check_marker(tree):
    """Nothing is left for later in the source."""
    for path, number, match in matches(tree.lines.items(), MARKER):
        yield path, number, f"{match[0]}: do it, or file an issue"


CONFLICT = re.compile(r"^(?:<{7}|={7}|>{7})(?: |$)")


def check_conflict(tree):
    """A merge is finished."""
    for path, number, match in matches(tree.lines.items(), CONFLICT):
        yield path, number, f"{match[0].strip()}: a merge left this"


def check_length(tree):
    """A file that one can read in one sitting."""
    for ending, most in MAX_LINES.items():
        for path, lines in tree.select(ending):
            if len(lines) > most:
                yield path, most + 1, f"{len(lines)} lines; at most {most}"


EMPTY_WORD = re.compile(r"(?:^|[_./-])(util|helper|misc|common)s?(?=$|[_./-])")


def check_name(tree):
    """A file is named after what is in it."""
    for path in tree.lines:
        match = EMPTY_WORD.search(path)
        if match:
            yield path, 1, f"'{match[1]}' in a file name says nothing"


CITATION = re.compile(r"\[([A-Z][A-Za-z]+\d{4}\b[^\]]*)")
KEY = re.compile(r"\b[A-Z][A-Za-z]+\d{4}\b")
BIBLIOGRAPHY = "REFERENCES.bib"


def check_citation(tree):
    """What is cited stands in the bibliography, and what stands there is cited."""
    entries = {match[1]: number for _, number, match in
               matches(tree.select(BIBLIOGRAPHY), re.compile(r"^@\w+\{([^,]+),"))}
    for path, number, match in matches(tree.select(".h", ".cc", ".md", ".bzl", "BUILD"), CITATION):
        for key in KEY.findall(match[1]):
            if key not in entries:
                yield path, number, f"[{key}] is not in {BIBLIOGRAPHY}"
    text = "\n".join(line for path, lines in tree.lines.items() if path != BIBLIOGRAPHY for line in lines)
    for key, number in entries.items():
        if key not in text:
            yield BIBLIOGRAPHY, number, f"{key} is cited nowhere"


RULES = {
    "format": check_format,
    "guard": check_guard,
    "comment": check_comment,
    "include": check_include,
    "mpi": check_mpi,
    "vector_flags": check_vector_flags,
    "skip": check_skip,
    "tolerance": check_tolerance,
    "thrown": check_thrown,
    "build": check_build,
    "dependency": check_dependency,
    "umbrella": check_umbrella,
    "shown": check_shown,
    "place": check_place,
    "marker": check_marker,
    "conflict": check_conflict,
    "length": check_length,
    "name": check_name,
    "citation": check_citation,
}


def lint(root):
    """The faults of a source tree, as sorted (path, line, rule, message)."""
    tree = Tree(root)
    return sorted((path, number, rule, message)
                  for rule, check in RULES.items() for path, number, message in check(tree))


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
    faults = lint(root)
    for path, number, rule, message in faults:
        print(f"{path}:{number}: {message} [{rule}]")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
