#!/usr/bin/env python3
"""Did a change of the code change a result? Compares the files of two directories of //experiments:reproduce.

usage: tools/compare_results.py BEFORE AFTER

Results are deterministic at one seed, machine and configuration, so after a change that is to change nothing every CSV is
the same byte for byte, and so are all numbers, truth values and verdicts in the JSON files. Free to differ: prose, ids of
claims but for their last part (polynomial_nets/theorem_1 is theorem_1), what belongs to one run (commit, command, start,
seconds, threads, build), and files that are neither CSV nor JSON. Prints one line per difference; exit status 1 if there
is any, 2 if there is nothing to compare.
"""
import json
import os
import sys

OF_ONE_RUN = {"git", "command", "started", "seconds", "threads", "build"}
VERDICTS = {"verdict", "finding", "expected_verdict"}


def leaves(value, place=()):
    """(place, text) of every number, truth value, null and verdict of a JSON value, each as it is written."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key not in OF_ONE_RUN:
                yield from leaves(inner, place + (key,))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            name = inner["id"].split("/")[-1] if isinstance(inner, dict) and isinstance(inner.get("id"), str) else index
            yield from leaves(inner, place + (name,))
    elif isinstance(value, Written):
        yield place, value.text
    elif value is None or isinstance(value, bool):
        yield place, json.dumps(value)
    elif place and place[-1] in VERDICTS:
        yield place, value


class Written:
    """A number as its digits, which a float would round."""

    def __init__(self, text):
        self.text = text


def read(path):
    with open(path, encoding="utf-8") as file:
        return dict(leaves(json.load(file, parse_float=Written, parse_int=Written, parse_constant=Written)))


def results(directory):
    """The paths, below the directory, of its CSV and JSON files but for the record of reproduce itself."""
    return {os.path.relpath(os.path.join(where, name), directory)
            for where, _, names in os.walk(directory) for name in names
            if name.endswith((".csv", ".json")) and name != "reproduce.json"}


def differences(before, after):
    """One line each."""
    old, new = results(before), results(after)
    for path in sorted(old ^ new):
        yield f"{path}: only {'before' if path in old else 'after'}"
    for path in sorted(old & new):
        paths = os.path.join(before, path), os.path.join(after, path)
        if path.endswith(".csv"):
            lines = [open(name, "rb").read().split(b"\n") for name in paths]
            if lines[0] != lines[1]:
                number = next((i for i, pair in enumerate(zip(*lines)) if pair[0] != pair[1]), min(map(len, lines)))
                yield f"{path}:{number + 1}: not the same line"
            continue
        values = [read(name) for name in paths]
        for place in sorted(values[0].keys() | values[1].keys(), key=str):
            was, now = (value.get(place, "missing") for value in values)
            if was != now:
                yield f"{path}: {'.'.join(map(str, place))}: {was} before, {now} after"


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    for directory in sys.argv[1:]:
        if not results(directory):
            print(f"compare_results.py: no CSV or JSON below {directory}", file=sys.stderr)
            sys.exit(2)
    found = list(differences(*sys.argv[1:]))
    print("\n".join(found) or f"{len(results(sys.argv[1]))} files: the same numbers")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
