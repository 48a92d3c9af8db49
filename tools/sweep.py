#!/usr/bin/env python3
"""One command over all values of its flags: as a job array of Slurm, or on this machine.

usage: tools/sweep.py plan DIR --over NAME=VALUE,... [--over ...] -- COMMAND [ARGUMENT...]
       tools/sweep.py submit DIR [--local PROCESSES] [SBATCH_OPTION...]
       tools/sweep.py run DIR NUMBER
       tools/sweep.py status DIR
       tools/sweep.py merge DIR FILE.csv OUT.csv

plan    writes DIR/sweep.json: a cell for each combination of values. In the arguments {NAME} is the cell's value and
        {cell} its directory, DIR/cells/NAME=VALUE,..., where the command should write; it is run in the directory that
        `plan` was called in, without a shell.
submit  the cells without a record of success, by sbatch --array with the options that are given (--time=1:00:00,
        --cpus-per-task=8, ...), or by --local, so many at once. Again after a failure or a lost node: what is done is
        not done again.
run     one cell, which is what the tasks of the array do: its number, from 0. Writes {cell}/record.json when the
        command has ended: arguments, exit code, seconds, and the last of its standard error.
status  says how many cells are done, and which failed or have no record; exit code 1 unless all are done.
merge   the rows of {cell}/FILE.csv of all cells, with a column for each NAME first; all must be done.

Exit code: 0, 1 if a cell failed or is missing, 2 for what is wrong with the arguments.

  tools/sweep.py plan sweep --over d=4,9,16 --over kernel=pnn,fc -- bazel-bin/tools/ntk/ntk spectrum --kernel {kernel} \\
    --d {d} --k_max 100 --out {cell}/spectrum.csv
  tools/sweep.py submit sweep --time=10:00
  tools/sweep.py merge sweep spectrum.csv spectra.csv
"""
import concurrent.futures
import csv
import io
import itertools
import json
import os
import re
import shlex
import subprocess
import sys
import tempfile
import time

KEPT = 2000  # characters of standard error
NAME = re.compile(r"[A-Za-z_]\w*")


class Wrong(Exception):
    """What is wrong with the arguments."""


def write(path, text):
    """The whole file or none; with the permissions that open() gives."""
    with tempfile.NamedTemporaryFile("w", dir=os.path.dirname(path), delete=False, encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    mask = os.umask(0)
    os.umask(mask)
    os.chmod(file.name, 0o666 & ~mask)
    os.replace(file.name, path)


class Sweep:
    def __init__(self, directory):
        self.directory = directory
        path = os.path.join(directory, "sweep.json")
        try:
            with open(path, encoding="utf-8") as file:
                plan = json.load(file)
            self.axes, self.arguments, self.called_in = plan["over"], plan["arguments"], plan["called_in"]
        except (OSError, ValueError, KeyError) as error:
            raise Wrong(f"{path}: no plan: {error}") from error
        self.cells = [dict(zip(self.axes, values)) for values in itertools.product(*self.axes.values())]

    def place(self, cell):
        name = ",".join(f"{name}={value}" for name, value in cell.items())
        return os.path.join(os.path.abspath(self.directory), "cells", name)

    def record(self, cell):
        """None if there is none."""
        try:
            with open(os.path.join(self.place(cell), "record.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            return None

    def done(self, cell):
        record = self.record(cell)
        return record is not None and record["exit_code"] == 0

    def missing(self):
        return [number for number, cell in enumerate(self.cells) if not self.done(cell)]

    def run(self, number):
        if not 0 <= number < len(self.cells):
            raise Wrong(f"cell {number}: there are {len(self.cells)}, from 0")
        cell = self.cells[number]
        if self.done(cell):
            return 0
        place = self.place(cell)
        os.makedirs(place, exist_ok=True)
        arguments = [argument.format(cell=place, **cell) for argument in self.arguments]
        began = time.time()
        try:
            done = subprocess.run(arguments, cwd=self.called_in, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE,
                                  text=True, errors="replace", check=False)
            code, errors = done.returncode, done.stderr
        except OSError as error:
            code, errors = 127, str(error)
        sys.stderr.write(errors)
        write(os.path.join(place, "record.json"), json.dumps({
            "arguments": arguments, "exit_code": code, "seconds": round(time.time() - began, 3),
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(began)), "errors": errors[-KEPT:]}, indent=1))
        return 0 if code == 0 else 1

    def status(self):
        missing = self.missing()
        print(f"{len(self.cells) - len(missing)} of {len(self.cells)} cells are done")
        for number in missing:
            record = self.record(self.cells[number])
            what = "no record" if record is None else f"exit code {record['exit_code']}: " + record["errors"].strip()
            print(f"{number} {os.path.basename(self.place(self.cells[number]))}: {what}")
        return 1 if missing else 0


def plan(directory, *arguments):
    if "--" not in arguments:
        raise Wrong("plan: no --, after which the command stands")
    at = arguments.index("--")
    command, axes = list(arguments[at + 1:]), {}
    options = iter(arguments[:at])
    for option in options:
        given = next(options, "")
        name, equals, values = given.partition("=")
        if option != "--over" or not equals or not NAME.fullmatch(name) or name == "cell" or name in axes:
            raise Wrong(f"plan: {option} {given}: must be --over NAME=VALUE,..., each NAME once and none of them cell")
        axes[name] = values.split(",")
        bad = [value for value in axes[name] if value in ("", ".", "..") or "/" in value]
        if bad or len(set(axes[name])) < len(axes[name]):
            raise Wrong(f"plan: {name}: values must be names of files, each once, got {values}")
    if not axes or not command:
        raise Wrong("plan: needs --over and a command")
    try:
        " ".join(command).format(cell="", **dict.fromkeys(axes, ""))
    except (KeyError, IndexError, ValueError) as error:
        raise Wrong(f"plan: the command has a place in braces that is no NAME: {error}") from error
    unused = [name for name in axes if "{" + name + "}" not in " ".join(command)]
    if unused:
        raise Wrong(f"plan: {unused[0]} is not in the command: all its cells would be the same")
    path = os.path.join(directory, "sweep.json")
    if os.path.exists(path):
        raise Wrong(f"{path}: there is a plan already")
    os.makedirs(directory, exist_ok=True)
    write(path, json.dumps({"over": axes, "arguments": command, "called_in": os.getcwd()}, indent=1))
    print(f"{len(Sweep(directory).cells)} cells")
    return 0


def submit(directory, *options):
    sweep = Sweep(directory)
    missing = sweep.missing()
    if not missing:
        return sweep.status()
    program = [sys.executable, os.path.abspath(__file__), "run", os.path.abspath(directory)]
    if "--local" in options:
        if len(options) != 2 or options[0] != "--local" or not re.fullmatch(r"[1-9]\d*", options[1]):
            raise Wrong("submit: --local needs a number of processes, and no other option")
        with concurrent.futures.ThreadPoolExecutor(int(options[1])) as pool:
            list(pool.map(lambda number: subprocess.run([*program, str(number)], check=False), missing))
        return sweep.status()
    numbers = ",".join(map(str, missing))
    log = os.path.join(os.path.abspath(directory), "slurm-%A_%a.log")
    task = shlex.join(program) + ' "$SLURM_ARRAY_TASK_ID"'
    try:
        return 1 if subprocess.run(["sbatch", f"--array={numbers}", f"--output={log}", *options, f"--wrap={task}"],
                                   check=False).returncode else 0
    except FileNotFoundError as error:
        raise Wrong("submit: there is no sbatch here; --local runs the cells on this machine") from error


def merge(directory, name, out):
    sweep = Sweep(directory)
    if sweep.missing():
        return sweep.status()
    head, rows = None, []
    for cell in sweep.cells:
        path = os.path.join(sweep.place(cell), name)
        try:
            with open(path, encoding="utf-8", newline="") as file:
                titles, *lines = list(csv.reader(line for line in file if not line.startswith("#")))
        except (OSError, ValueError) as error:
            raise Wrong(f"{path}: {error}") from error
        if head not in (None, titles):
            raise Wrong(f"{path}: its columns are {','.join(titles)}, those of the cells before {','.join(head)}")
        head = titles
        rows += [[*cell.values(), *line] for line in lines]
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows([[*sweep.axes, *head], *rows])
    write(os.path.abspath(out), table.getvalue())
    print(f"{len(rows)} rows of {len(sweep.cells)} cells")
    return 0


def main():
    commands = {"plan": (plan, None), "submit": (submit, None), "merge": (merge, 3),
                "run": (lambda directory, number: Sweep(directory).run(int(number)), 2),
                "status": (lambda directory: Sweep(directory).status(), 1)}
    name, *arguments = sys.argv[1:] or ["--help"]
    if name in ("-h", "--help"):
        print(__doc__)
        return 0
    try:
        if name not in commands or not arguments:
            raise Wrong(f"{name}: must be plan, submit, run, status or merge, and a directory; see --help")
        use, count = commands[name]
        if count not in (None, len(arguments)):
            raise Wrong(f"{name}: takes {count} arguments, got {len(arguments)}")
        if name == "run" and not arguments[1].isdigit():
            raise Wrong(f"run: {arguments[1]}: must be the number of a cell")
        return use(*arguments)
    except Wrong as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
