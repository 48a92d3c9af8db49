#!/usr/bin/env python3
"""Tutorials: Markdown whose Python blocks are the cells of a notebook, run one after the other in one namespace.

usage: docs/tutorial.py TUTORIAL.md NOTEBOOK.ipynb      writes the notebook, without outputs

What a tutorial claims it asserts: a cell that raises ends the run.
"""
import ast
import contextlib
import io
import json
import re
import sys

CELL = re.compile(r"^```python\n(.*?)^```$", re.M | re.S)


def run(path, text):
    """What each cell prints, and the value of its last expression, as they end."""
    names = {"__name__": "__main__"}
    for cell in CELL.finditer(text):
        line = text.count("\n", 0, cell.start(1))
        tree = ast.parse("\n" * line + cell[1], path)  # an error's traceback shows the tutorial's lines
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(tree, path, "exec"), names)  # pylint: disable=exec-used
            value = last and eval(compile(ast.Expression(last.value), path, "eval"), names)  # pylint: disable=eval-used
            if value is not None:
                print(repr(value))
        yield printed.getvalue()


def page(path, text, draw):
    """The tutorial with what it gives: below each cell what it prints, and draw(), the Markdown of its figures."""
    written, end = [], 0
    for cell, printed in zip(CELL.finditer(text), run(path, text)):
        written.append(text[end:cell.end()])
        if printed:
            written.append(f"\n\n```{{code-block}} none\n:class: output\n\n{printed.rstrip()}\n```")
        written += ["\n\n" + figure for figure in draw()]
        end = cell.end()
    return "".join(written) + text[end:]


def notebook(text):
    """The tutorial as Jupyter's .ipynb."""
    cells = []
    for i, part in enumerate(CELL.split(text)):
        lines = part.strip().splitlines(keepends=True)
        if i % 2:
            cells.append({"cell_type": "code", "execution_count": None, "metadata": {}, "outputs": [], "source": lines})
        elif lines:
            cells.append({"cell_type": "markdown", "metadata": {}, "source": lines})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 4},
                      indent=1, ensure_ascii=False) + "\n"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__.strip())
    with open(sys.argv[1], encoding="utf-8") as source, open(sys.argv[2], "w", encoding="utf-8") as target:
        target.write(notebook(source.read()))


if __name__ == "__main__":
    main()
