#!/usr/bin/env python3
"""Writes what a reproduction can say of itself into codecheck.yml (https://codecheck.org.uk/spec/config/2.0/).

usage: tools/codecheck.py RESULTS PAPER

RESULTS is a directory of //experiments:reproduce, PAPER a folder of experiments (polynomial_nets). Writes
RESULTS/codecheck.yml: the paper, every result file that was recorded with what it is, a summary of the verdicts, the time
of the last run, commit and seed. Certificate, codechecker and report are for the independent person who checks: the
specification asks for them, and they are left out rather than filled with something. Exit status 2, and nothing is
written, if a recorded file is missing or is not the one that was recorded.
"""
import collections
import hashlib
import json
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))


class Unfit(Exception):
    """Why there is nothing to be written."""


def paper_of(root, name):
    """title, authors, reference: of experiments/<name>/paper.h."""
    try:
        with open(os.path.join(root, "experiments", name, "paper.h"), encoding="utf-8") as file:
            words = dict(re.findall(r'\.(\w+) = "([^"]*)"', file.read()))
    except FileNotFoundError:
        raise Unfit(f"PAPER: there is no experiments/{name}/paper.h") from None
    arxiv = re.search(r"arXiv:([\d.]+\d)", words["venue"])
    reference = f"https://doi.org/10.48550/arXiv.{arxiv[1]}" if arxiv else words["venue"]
    return {"title": words["title"], "authors": words["authors"].split(", "), "reference": reference}


def read(results):
    """The record of reproduce, and the document of each experiment in it; every file is the one recorded."""
    try:
        with open(os.path.join(results, "reproduce.json"), encoding="utf-8") as file:
            runs = json.load(file)["experiments"]
    except FileNotFoundError:
        raise Unfit(f"RESULTS: there is no reproduce.json in {results}") from None
    documents = {}
    for name, run in runs.items():
        if run["failure"]:
            raise Unfit(f"{name} failed: {run['failure']}")
        for file, digest in run["files"].items():
            path = os.path.join(results, name, file)
            try:
                with open(path, "rb") as opened:
                    content = opened.read()
            except FileNotFoundError:
                raise Unfit(f"{path} is missing") from None
            if hashlib.sha256(content).hexdigest() != digest:
                raise Unfit(f"{path} is not the file that was recorded")
            if file == name + ".json":
                documents[name] = json.loads(content)
    return runs, documents


def comment(name, run, file):
    """What a result file is."""
    stem, ending = os.path.splitext(file)
    titles = {figure["stem"]: figure["title"] for figure in run["figures"]}
    if ending == ".json":
        return f"{name}: claims, verdicts, configuration and provenance"
    return f"{titles.get(stem, name)}: " + {".csv": "the numbers", ".svg": "the figure"}[ending]


def codecheck(root, results, paper):
    """The text of codecheck.yml. A JSON string is one of YAML."""
    runs, documents = read(results)
    mine = {name: document for name, document in documents.items()
            if all(claim["id"].startswith(paper + "/") for claim in document["claims"])}
    if not mine:
        raise Unfit(f"no experiment of {paper} is in {results}")
    quote = lambda text: json.dumps(text, ensure_ascii=False)
    about = paper_of(root, paper)
    verdicts = collections.Counter(claim["verdict"] for document in mine.values() for claim in document["claims"])
    counts = ", ".join(f"{count} {verdict}" for verdict, count in verdicts.most_common())
    commits = sorted({document["git"] for document in mine.values()})
    quick = ", with --quick" if any(run["quick"] for run in runs.values()) else ""
    lines = ["---", "version: https://codecheck.org.uk/spec/config/2.0/", "paper:", f"  title: {quote(about['title'])}", "  authors:"]
    lines += [f"    - name: {quote(author)}" for author in about["authors"]]
    lines += [f"  reference: {about['reference']}", "manifest:"]
    for name in mine:
        for file in sorted(runs[name]["files"]):
            lines += [f"  - file: {name}/{file}", f"    comment: {quote(comment(name, runs[name], file))}"]
    lines += ["summary: " + quote(f"{sum(verdicts.values())} printed claims checked{quick}: {counts}. Commit "
                                  f"{', '.join(commits)}; seed {', '.join(sorted({str(d['seed']) for d in mine.values()}))}."),
              "check_time: " + quote(max(document["started"] for document in mine.values()))]
    return "\n".join(lines) + "\n"


def main():
    if len(sys.argv) != 3:
        print(__doc__.split("\n\n")[1], file=sys.stderr)
        return 2
    try:
        text = codecheck(ROOT, sys.argv[1], sys.argv[2])
        with open(os.path.join(sys.argv[1], "codecheck.yml.tmp"), "w", encoding="utf-8") as file:
            file.write(text)
        os.replace(os.path.join(sys.argv[1], "codecheck.yml.tmp"), os.path.join(sys.argv[1], "codecheck.yml"))
    except (Unfit, OSError, KeyError, ValueError) as error:
        print(f"codecheck.py: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
