#!/usr/bin/env python3
"""The documentation as static HTML: Doxygen reads the headers, breathe and Sphinx make pages of them and of the documents;
tutorials are run, and what they print and draw stands in their pages.

usage: docs/build_site.py DIRECTORY FILE...

FILE: whatever is to be shown, by paths within the repository: headers (libraries alone, no support of tests), *.md,
figures, REFERENCES.bib, CITATION.cff, the Python module. DIRECTORY must not exist, or be empty. A warning of Doxygen or
Sphinx is an error, and so is a cell of a tutorial that raises.
"""
import importlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.dont_write_bytecode = True
sys.path[0] = HERE
import header_comments  # noqa: E402
import python_reference  # noqa: E402
import site_pages  # noqa: E402
import tutorial  # noqa: E402

NORMALIZE = "/usr/share/javascript/normalize.css/normalize.css"
DARK = re.compile(r'@media not print \{\s*body\[data-theme="dark"\] (\{.*?\})', re.S)


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


def run(command, what, **more):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **more)
    if done.returncode or done.stdout.strip():  # of what breathe thinks worth a line, too
        sys.exit(f"{what}:\n{done.stdout}")


def read_headers(headers, bibliography, directory):
    """Doxygen's XML of the headers, in directory/xml."""
    for path, source in headers.items():
        def address(name, path=path):
            found = site_pages.header_named(name, path, headers)
            if found:
                return os.path.relpath(found + ".html", os.path.dirname(path))
            return name in bibliography and os.path.relpath(f"references.html#{name.lower()}", "reference/" + os.path.dirname(path))

        write(os.path.join(directory, "headers", path), header_comments.for_doxygen(source, address))
    configuration = read(os.path.join(HERE, "Doxyfile")) + "\nINPUT = headers\nSTRIP_FROM_PATH = headers\n"
    run(["doxygen", "-"], "doxygen", cwd=directory, input=configuration)


def import_package(files, directory):
    """hadamard_ntk, of files that lie in different places."""
    for path in files:
        if "/hadamard_ntk/" in path:
            target = os.path.join(directory, "hadamard_ntk", os.path.basename(path))
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(path, target)
    sys.path.insert(0, directory)
    return importlib.import_module("hadamard_ntk")


def run_tutorial(path, text, source):
    """Its page; figures go beside it, into the directory `source`, and so does the notebook."""
    plt = importlib.import_module("matplotlib.pyplot")
    plt.show = lambda: None
    name = path.removesuffix(".md")
    count = itertools.count(1)

    def draw():
        for number in plt.get_fignums():
            figure = f"{name}_{next(count)}.svg"
            os.makedirs(os.path.dirname(os.path.join(source, figure)), exist_ok=True)
            plt.figure(number).savefig(os.path.join(source, figure), metadata={"Date": None})
            yield f"![{plt.gca().get_title()}]({os.path.basename(figure)})"
            plt.close(number)

    page = tutorial.page(path, text, draw)
    write(os.path.join(source, name + ".ipynb"), tutorial.notebook(text))
    return f"{page}\nThis page as a [notebook]({os.path.basename(name)}.ipynb).\n"


def mend_theme(site):
    """Debian's furo, as it would be from its authors: no path on a server, dark where the system is, one plain script."""
    styles = os.path.join(site, "_static/styles/furo.css")
    css = read(styles).replace("@import url(/javascript/normalize.css/normalize.css);", read(NORMALIZE))
    if "prefers-color-scheme" not in css:
        css += '@media not print { @media (prefers-color-scheme: dark) { body:not([data-theme="light"]) %s } }' % DARK.search(css)[1]
    write(styles, css)
    script = os.path.join(site, "_static/scripts/furo.js")
    imported = 'import Gumshoe from "./gumshoe-patched.js";'
    if imported in read(script):
        library = read(os.path.join(site, "_static/scripts/gumshoe-patched.js"))
        write(script, read(script).replace(imported, library).replace("console.log(", "void ("))


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__.strip())
    site, files = os.path.abspath(sys.argv[1]), sys.argv[2:]
    headers = {path: read(path) for path in sorted(files) if path.endswith(".h") and not path.endswith("_testing.h")}
    documents = {path: read(path) for path in files if path.endswith(".md")}
    bibliography = site_pages.bibliography(read("REFERENCES.bib"))
    figures = [path for path in files if path.endswith(".svg")]
    with tempfile.TemporaryDirectory() as scratch:
        read_headers(headers, bibliography, scratch)
        source = os.path.join(scratch, "source")
        package = import_package(files, os.path.join(scratch, "package"))
        stub = read(os.path.join(scratch, "package/hadamard_ntk/_hadamard_ntk.pyi"))
        os.environ.update(MPLCONFIGDIR=os.path.join(scratch, "matplotlib"), MPLBACKEND="svg")
        for path in documents:
            if path.startswith("docs/tutorials/"):
                documents[path] = run_tutorial(path, documents[path], source)
        for name in ("conf.py", "header_reference.py", "site.css"):
            write(os.path.join(source, name), read(os.path.join(HERE, name)))
        for path in figures + ["CITATION.cff"]:
            os.makedirs(os.path.dirname(os.path.join(source, path)), exist_ok=True)
            shutil.copyfile(path, os.path.join(source, path))
        pages = site_pages.pages(headers, documents, figures, bibliography)
        pages["python/reference.rst"] = python_reference.Reference(package, stub, headers).page()
        for path, text in pages.items():
            write(os.path.join(source, path), text)
        environment = dict(os.environ, HEADERS_XML=os.path.join(scratch, "xml"), PYTHONDONTWRITEBYTECODE="1")
        run([sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "-d", os.path.join(scratch, "trees"),
             source, site], "sphinx", env=environment)
    for name in (".buildinfo", "objects.inv"):
        os.remove(os.path.join(site, name))
    mend_theme(site)


if __name__ == "__main__":
    main()
