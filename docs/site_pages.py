"""The sources of the site's pages, from headers and documents: path -> text, as Sphinx is to find them.

A document keeps its place and its words; its links to headers, to the bibliography and to README.md, which is the first
page, lead to pages of the site. Gallery and verdicts are read out of the documents, nothing is typed twice.
"""
import html
import os
import posixpath
import re
import unicodedata

import header_comments

FENCES = re.compile(r"(^```.*?^```[ \t]*$)", re.M | re.S)
IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*\.svg)\)(?:\s*(\*(?!\*).*?)(?=\n\n|\Z))?", re.S)
COMMAND = re.compile(r"`(tools/bazel\s+run\s+//experiments:[^`]*)`")
ACCENTS = {"'": "\u0301", "`": "\u0300", '"': "\u0308", "^": "\u0302", "~": "\u0303", "v": "\u030c", "c": "\u0327"}


def header_named(name, user, headers):
    """The path of the header that a text at path `user` calls by this name; None if there is none, or more than one."""
    folder = posixpath.dirname(user)
    while folder:
        if posixpath.join(folder, name) in headers:
            return posixpath.join(folder, name)
        folder = posixpath.dirname(folder)
    if name in headers:
        return name
    found = [path for path in headers if path.endswith("/" + name)]
    return found[0] if len(found) == 1 else None


# --- the bibliography --------------------------------------------------------------------------------------------------


def plain_tex(text):
    text = re.sub(r"\{?\\([\"'`^~vc])\s*\{?\\?(\w)\}?\}?", lambda m: unicodedata.normalize("NFC", m[2] + ACCENTS[m[1]]), text)
    return " ".join(re.sub(r"[{}$]", "", text).replace("--", "–").replace(r"\&", "&").split())


def bibliography(text):
    """key -> fields."""
    found = {}
    for key, body in re.findall(r"^@\w+\{(\w+),(.*?)\}\s*(?=^@|\Z)", text, re.M | re.S):
        fields = re.findall(r"(\w+) = \{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}", body)
        found[key] = {name: plain_tex(value) for name, value in fields}
    return found


def references_page(entries):
    lines = ["References", "==========", "", "What comments and documents cite as [Key, eq.].", ""]
    for key, fields in sorted(entries.items()):
        authors = ", ".join(" ".join(reversed(name.split(", "))) for name in fields.get("author", "").split(" and "))
        places = ("booktitle", "journal", "publisher", "school", "institution", "howpublished", "edition", "volume", "number", "pages")
        where = ", ".join({"volume": "vol. ", "pages": "pp. "}.get(name, "") + fields[name] for name in places if name in fields)
        rest = ". ".join(part for part in (where, fields.get("year"), fields.get("note")) if part)
        lines += [f".. _{key.lower()}:", "", f"**{key}**  {rst(authors)}: *{rst(fields['title'])}*. {rst(rest)}.", ""]
    return "\n".join(lines)


# --- the reference -----------------------------------------------------------------------------------------------------


def rst(text):
    return re.sub(r"([\\*`|_<>])", r"\\\1", text)


def header_page(path):
    library = path.split("/")[0]
    place = f'``#include "{path}"``, of :doc:`{library} </reference/{library}/index>`'
    return f":orphan:\n\n{rst(path)}\n{'=' * len(rst(path))}\n\n.. rst-class:: place\n\n{place}\n\n.. header:: {path}\n"


def library_page(library, headers, opening):
    """The headers of a library, by folder; below what introduces it, if it has no document of its own."""
    lines = [opening or f"# Reference of {library}\n"]
    for folder in sorted({posixpath.dirname(path) for path in headers if path.startswith(library + "/")}):
        lines += [f"## {folder}\n"] * (folder != library) + ["| header | what it is |", "|---|---|"]
        for path in sorted(headers):
            if posixpath.dirname(path) == folder:
                summary = re.sub(r"([\\`*_\[\]<>|])", r"\\\1", header_comments.summary(headers[path]))
                lines.append(f"| [{posixpath.basename(path)}](../{path}.rst) | {summary} |")
        lines.append("")
    return "\n".join(lines)


def introduction(library, architecture):
    """The section of ARCHITECTURE.md on a library, as a page begins."""
    section = re.search(rf"^## ({library}: .*?)(?=^## |\Z)", architecture, re.M | re.S)
    return f"# {section[1].rstrip()}\n" if section else f"# {library}\n"


# --- documents ---------------------------------------------------------------------------------------------------------


def relative(target, user):
    return posixpath.relpath(target, posixpath.dirname(user) or ".")


def document(path, text, headers):
    """A document with links that hold within the site."""
    place = "index.md" if path == "README.md" else path

    def link(match):
        label, (target, _, anchor) = match[1], match[2].partition("#")
        if not target or ":" in target:
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
        if target == "README.md":
            target = "index.md"
        if target == "REFERENCES.bib":
            target = "references.rst"
        if target.endswith(".h"):
            if target not in headers:
                return label
            target = f"reference/{target}.rst"
        return f"[{label}]({relative(target, place)}{'#' * bool(anchor)}{anchor})"

    def header(match):
        found = header_named(match[1], path, headers)
        return f"[`{match[1]}`]({relative(f'reference/{found}.rst', place)})" if found else match[0]

    parts = FENCES.split(re.sub(r"<!--.*?-->\n?", "", text, flags=re.S))
    for i in range(0, len(parts), 2):
        parts[i] = re.sub(r"(?<!!)\[((?:[^\[\]\\]|\\.)*)\]\(([^)\s]*)\)", link, parts[i])
        parts[i] = re.sub(r"(?<![\[`])`([\w/]+\.h)`(?![\]`])", header, parts[i])
    return "".join(parts)


def toctree(entries, caption=None):
    options = ":hidden:\n" + (f":caption: {caption}\n" if caption else "")
    return "\n```{toctree}\n" + options + "\n" + "\n".join(entries) + "\n```\n"


# --- what is read out of the documents ---------------------------------------------------------------------------------


def title_of(text):
    return re.search(r"^# (.*)$", text, re.M)[1]


def verdict_table(paper, results):
    rows = re.search(r"^\| claim .*?(?=\n\n)", results, re.M | re.S)[0]
    return rows.replace("](#", f"](experiments/{paper}/RESULTS.md#")


def verdicts_page(papers, documents):
    parts = ["# Verdicts\n", "Every claim that is checked, by paper; a claim's name leads to its pass condition, controls and measurement.\n"]
    for paper in papers:
        readme, results = documents[f"experiments/{paper}/README.md"], documents[f"experiments/{paper}/RESULTS.md"]
        parts += [f"## {title_of(readme)}\n", f"[About the paper](experiments/{paper}/README.md)\n", verdict_table(paper, results) + "\n"]
    return "\n".join(parts)


def gallery_page(figures, documents):
    """Every figure with its caption, and the command that draws it: the caption's, or that of the experiment it is named after."""
    experiments = set(re.findall(r"^\|.*\| `(\w+)` \|$", "\n".join(documents.values()), re.M))
    experiments |= {name for text in documents.values() for name in re.findall(r"^\| `(\w+)`[^|]*\|", text, re.M)}
    shown = {}
    for path in sorted(documents, key=lambda path: (path == "README.md", path)):
        for alternative, target, caption in IMAGE.findall(documents[path]):
            target = posixpath.normpath(posixpath.join(posixpath.dirname(path), target))
            shown.setdefault(target, (path, alternative, caption))
    parts = ["# Gallery\n"]
    for figure in sorted(figures):
        name = posixpath.basename(figure)[:-4]
        if figure not in shown:
            raise SystemExit(f"{figure}: no document shows it")
        path, alternative, caption = shown[figure]
        command = COMMAND.search(caption)
        owners = [e for e in experiments if name == e or name.startswith(e + "_")]
        if not command and not owners:
            raise SystemExit(f"{path}: the caption of {figure} names no command, and no experiment is called like it")
        text = " ".join(command[1].split()) if command else "tools/bazel run //experiments:" + max(owners, key=len)
        caption = re.sub(r"\s*\(`tools/bazel\s+run\s[^`]*`\)", "", caption).strip()
        page = "index.md" if path == "README.md" else path
        parts += [f"## {alternative}\n", f"![{html.escape(alternative)}]({figure})\n", *([caption + "\n"] if caption else []), f"```\n{text}\n```\n",
                  f"From [{title_of(documents[path])}]({page}).\n"]
    return "\n".join(parts)


# --- all of it ---------------------------------------------------------------------------------------------------------


def pages(headers, documents, figures, entries):
    written = {path: document(path, text, headers) for path, text in documents.items()}
    papers = sorted(path.split("/")[1] for path in documents if path.endswith("/RESULTS.md"))
    libraries = sorted({path.split("/")[0] for path in headers})
    described = [library for library in libraries if f"{library}/README.md" in documents]

    captions = {"Use": [], "Tutorials": [], "Libraries": [], "Papers": ["verdicts", "gallery"], "Project": []}
    for library in libraries:
        place = f"reference/{library}/index.md"
        text = "" if library in described else introduction(library, documents.get("ARCHITECTURE.md", ""))
        written[place] = document(place, library_page(library, headers, text), headers)
        if library in described:
            written[f"{library}/README.md"] += toctree([f"Reference </reference/{library}/index>"])
        captions["Libraries"].append(f"{library}/README" if library in described else f"{library} <reference/{library}/index>")
    if "python/README.md" in written:
        written["python/README.md"] += toctree(["Reference </python/reference>"])
    for paper in papers:
        written[f"experiments/{paper}/README.md"] += toctree(["RESULTS"])
        captions["Papers"].append(f"experiments/{paper}/README")
    listed = set(captions["Libraries"] + captions["Papers"]) | {f"experiments/{paper}/RESULTS" for paper in papers} | {"README"}
    introduced = documents.get("python/README.md", "").find  # tutorials come in its order
    for path in sorted(documents, key=lambda path: (introduced(path), path) if path.startswith("docs/") else (0, path)):
        name = path.removesuffix(".md")
        if name not in listed:
            captions[{"tools": "Use", "python": "Use", "docs": "Tutorials"}.get(path.split("/")[0], "Project")].append(name)
    captions["Project"].append("references")

    written.update({f"reference/{path}.rst": header_page(path) for path in headers})
    written["references.rst"] = references_page(entries)
    written["verdicts.md"] = document("verdicts.md", verdicts_page(papers, documents), headers)
    written["gallery.md"] = document("gallery.md", gallery_page(figures, documents), headers)
    written["index.md"] = written.pop("README.md") + "".join(toctree(found, c) for c, found in captions.items() if found)
    return written
