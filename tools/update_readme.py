#!/usr/bin/env python3
"""Puts what a command prints between the markers of README.md, so that no table there is typed by hand.

usage: tools/update_readme.py [--only TEXT] [README.md]

A block is
  <!-- output of: COMMAND -->
  ```
  (replaced)
  ```
or, where the command prints Markdown,
  <!-- output of: COMMAND -->
  (replaced)
  <!-- end -->
COMMAND is run by the shell in the directory of the README. Exit status 1, and nothing written, if a command fails or
there is no block. With --only, of blocks whose COMMAND contains TEXT.
"""
import argparse
import os
import re
import subprocess
import sys

BLOCK = re.compile(r"(<!-- output of: (?P<command>[^\n]+?) -->\n(?:(?P<fence>```)\n)?)(?P<text>.*?)"
                   r"(^(?(fence)```|<!-- end -->)$)", re.S | re.M)


def update(text, run, only=""):
    """`text` with the content of every block whose command contains `only` replaced by run(command); None if there is
    no such block."""
    def replaced(block):
        if only not in block["command"]:
            return block[0]
        return block[1] + run(block["command"]).rstrip("\n") + "\n" + block[5]

    if not any(only in block["command"] for block in BLOCK.finditer(text)):
        return None
    return BLOCK.sub(replaced, text)


def main():
    parser = argparse.ArgumentParser(description="Puts what a command prints between the markers of a README.")
    parser.add_argument("--only", default="", metavar="TEXT", help="blocks whose command contains TEXT")
    parser.add_argument("readme", nargs="?", default="README.md")
    flags = parser.parse_args()
    path = os.path.abspath(flags.readme)

    def run(command):
        print("running:", command, file=sys.stderr)
        return subprocess.run(command, shell=True, cwd=os.path.dirname(path), stdout=subprocess.PIPE, check=True,
                              universal_newlines=True).stdout

    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        updated = update(text, run, flags.only)
    except subprocess.CalledProcessError as error:
        sys.exit(f"update_readme.py: exit status {error.returncode} of: {error.cmd}")
    if updated is None:
        sys.exit(f"update_readme.py: no block '<!-- output of: ...{flags.only}... -->' in {path}")
    temporary = path + ".new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(updated)
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
