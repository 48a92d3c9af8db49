#!/usr/bin/python3
"""tools/sweep.py with a local loop in the place of sbatch: what is planned, run, gone on with and merged."""
import json
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
import unittest_xml  # noqa: E402

SWEEP = os.path.abspath("tools/sweep.py")
# What sbatch does with --array and --wrap, one task after the other; a task's failure is not its own.
SBATCH = """#!/bin/bash
echo "$@" >>"$SBATCH_LOG"
for option; do
  case $option in
    --array=*) numbers=${option#--array=} ;;
    --wrap=*) task=${option#--wrap=} ;;
  esac
done
for SLURM_ARRAY_TASK_ID in ${numbers//,/ }; do
  export SLURM_ARRAY_TASK_ID
  sh -c "$task"
done
exit 0
"""
# Writes a table; fails for a = 2 while there is a file "broken".
PROGRAM = """#!/bin/bash
echo ran >>"$3/runs"
if [[ $1 == 2 && -e broken ]]; then echo "no $1 today" >&2; exit 3; fi
printf '# a comment\\nx,y\\n%s,1\\n%s,2\\n' "$2" "$2" >"$3/table.csv"
"""


class SweepTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp(dir=os.environ.get("TEST_TMPDIR"))
        self.log = os.path.join(self.directory, "log")
        for name, text in (("bin/sbatch", SBATCH), ("program", PROGRAM)):
            path = os.path.join(self.directory, name)
            os.makedirs(os.path.dirname(path), exist_ok=True)
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(path, 0o755)

    def sweep(self, *arguments, code=0, path=True):
        environment = {**os.environ, "SBATCH_LOG": self.log}
        if path:
            environment["PATH"] = os.path.join(self.directory, "bin") + ":" + os.environ["PATH"]
        done = subprocess.run([SWEEP, *arguments], cwd=self.directory, env=environment, text=True, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def plan(self, *more):
        return self.sweep("plan", "s", "--over", "a=1,2", "--over", "b=p,q", "--", "./program", "{a}", "{b}", "{cell}",
                          *more)

    def read(self, *parts):
        with open(os.path.join(self.directory, *parts), encoding="utf-8") as file:
            return file.read()

    def break_it(self):
        with open(os.path.join(self.directory, "broken"), "w", encoding="utf-8"):
            pass

    def test_array_that_fails_goes_on_and_is_merged(self):
        self.assertEqual(self.plan(), "4 cells\n")
        self.assertIn("0 of 4 cells are done", self.sweep("status", "s", code=1))
        self.break_it()
        self.sweep("submit", "s", "--time=10:00")
        self.assertIn("--array=0,1,2,3", self.read("log"))
        self.assertIn("--time=10:00", self.read("log"))
        text = self.sweep("status", "s", code=1)
        self.assertIn("2 of 4 cells are done", text)
        self.assertIn("3 a=2,b=q: exit code 3: no 2 today", text)
        self.assertIn("2 of 4", self.sweep("merge", "s", "table.csv", "all.csv", code=1))
        self.assertFalse(os.path.exists(os.path.join(self.directory, "all.csv")))
        os.remove(os.path.join(self.directory, "broken"))
        self.sweep("submit", "s")
        self.assertIn("--array=2,3 ", self.read("log"))
        self.assertIn("4 of 4", self.sweep("status", "s"))
        self.assertEqual(self.read("s/cells/a=1,b=p/runs"), "ran\n")  # what was done is not done again
        self.assertEqual(self.read("s/cells/a=2,b=p/runs"), "ran\nran\n")
        self.sweep("merge", "s", "table.csv", "all.csv")
        self.assertEqual(self.read("all.csv"), "a,b,x,y\n1,p,p,1\n1,p,p,2\n1,q,q,1\n1,q,q,2\n2,p,p,1\n2,p,p,2\n"
                                               "2,q,q,1\n2,q,q,2\n")
        for name in ("all.csv", "s/cells/a=1,b=q/record.json"):  # others of a group may read them
            self.assertEqual(os.stat(os.path.join(self.directory, name)).st_mode,
                             os.stat(os.path.join(self.directory, "s/cells/a=1,b=p/table.csv")).st_mode, name)
        record = json.loads(self.read("s/cells/a=1,b=q/record.json"))
        self.assertEqual(record["exit_code"], 0)
        self.assertEqual(record["arguments"][:3], ["./program", "1", "q"])

    def test_local(self):
        self.plan()
        self.break_it()
        self.assertIn("2 of 4 cells are done", self.sweep("submit", "s", "--local", "2", code=1, path=False))
        os.remove(os.path.join(self.directory, "broken"))
        self.assertIn("4 of 4 cells are done", self.sweep("submit", "s", "--local", "2", path=False))

    def test_a_lost_node_leaves_no_record(self):
        self.plan()
        self.sweep("run", "s", "1")
        os.makedirs(os.path.join(self.directory, "s/cells/a=1,b=p"))  # begun, and nothing more
        self.assertIn("0 a=1,b=p: no record", self.sweep("status", "s", code=1))
        self.sweep("submit", "s")
        self.assertIn("--array=0,2,3 ", self.read("log"))

    def test_a_program_that_is_not_there(self):
        self.sweep("plan", "s", "--over", "a=1", "--", "./nothing", "{a}")
        self.sweep("run", "s", "0", code=1)
        self.assertIn("exit code 127", self.sweep("status", "s", code=1))

    def test_tables_that_do_not_fit(self):
        self.plan()
        self.sweep("submit", "s")
        with open(os.path.join(self.directory, "s/cells/a=1,b=q/table.csv"), "w", encoding="utf-8") as file:
            file.write("x,z\n1,2\n")
        self.assertIn("its columns are x,z, those of the cells before x,y",
                      self.sweep("merge", "s", "table.csv", "all.csv", code=2))
        self.assertIn("none.csv", self.sweep("merge", "s", "none.csv", "all.csv", code=2))

    def test_refused(self):
        for message, *arguments in (
                ("no --, after which", "plan", "s", "--over", "a=1", "./program"),
                ("must be --over NAME=VALUE", "plan", "s", "--over", "a", "--", "./program", "{a}"),
                ("must be --over NAME=VALUE", "plan", "s", "--over", "cell=1", "--", "./program", "{cell}"),
                ("values must be names of files", "plan", "s", "--over", "a=1,/x", "--", "./program", "{a}"),
                ("values must be names of files", "plan", "s", "--over", "a=1,1", "--", "./program", "{a}"),
                ("that is no NAME: 'b'", "plan", "s", "--over", "a=1", "--", "./program", "{a}", "{b}"),
                ("a is not in the command", "plan", "s", "--over", "a=1", "--", "./program"),
                ("no plan", "status", "none"),
                ("must be plan, submit", "plam", "s"),
                ("takes 3 arguments, got 1", "merge", "s")):
            self.assertIn("error: ", self.sweep(*arguments, code=2))
            self.assertIn(message, self.sweep(*arguments, code=2))
        self.plan()
        self.assertIn("there is a plan already", self.sweep("plan", "s", "--over", "a=1", "--", "x", "{a}", code=2))
        self.assertIn("cell 4: there are 4, from 0", self.sweep("run", "s", "4", code=2))
        self.assertIn("must be the number of a cell", self.sweep("run", "s", "x", code=2))
        self.assertIn("there is no sbatch here", self.sweep("submit", "s", code=2, path=False))
        self.assertIn("--local needs a number", self.sweep("submit", "s", "--local", "0", code=2))


if __name__ == "__main__":
    unittest_xml.main()
