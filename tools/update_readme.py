#!/usr/bin/env python3
"""Puts what a command prints between the markers of README.md, so that no table there is typed by hand.

usage: tools/update_readme.py [README.md]

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
there is no block.
"""
import os
import re
import subprocess
import sys

BLOCK = re.compile(r"(<!-- output of: (?P<command>[^\n]+?) -->\n(?:(?P<fence>```)\n)?)(?P<text>.*?)"
                   r"(^(?(fence)```|<!-- end -->)$)", re.S | re.M)


def update(text, run):
    """`text` with the content of every block replaced by run(command); None if there is no block."""
    if not BLOCK.search(text):
        return None
    return BLOCK.sub(lambda block: block[1] + run(block["command"]).rstrip("\n") + "\n" + block[5], text)


def main():
    path = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "README.md")

    def run(command):
        print("running:", command, file=sys.stderr)
        return subprocess.run(command, shell=True, cwd=os.path.dirname(path), stdout=subprocess.PIPE, check=True,
                              universal_newlines=True).stdout

    with open(path, encoding="utf-8") as file:
        text = file.read()
    try:
        updated = update(text, run)
    except subprocess.CalledProcessError as error:
        sys.exit(f"update_readme.py: exit status {error.returncode} of: {error.cmd}")
    if updated is None:
        sys.exit(f"update_readme.py: no block '<!-- output of: COMMAND -->' in {path}")
    temporary = path + ".new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(updated)
    os.replace(temporary, path)


if __name__ == "__main__":
    main()
