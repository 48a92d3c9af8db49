#!/usr/bin/python3
"""What //tools:ntk does to files when things go wrong: two runs at once, kills, closed streams, inputs under the name of
the output, files that are none."""
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import PROGRAM, InDirectory  # noqa: E402

GOES_ON = "interrupted: the rows that are done are kept, and the same command goes on from there\n"


class Outputs(InDirectory):
    slow = ""  # a command in three stripes of 1024 rows that lasts, if its net can be deep enough, a second or more

    def setUp(self):
        super().setUp()
        self.save("large.npy", np.random.default_rng(1).normal(size=(2100, 4)))
        if not Outputs.slow:
            began = time.monotonic()
            self.run_ntk("gram --kernel fc --depth 2 --x large.npy --out K.npy")
            seconds = time.monotonic() - began
            os.remove(self.path("K.npy"))
            # Under a sanitizer already depth 2 is slow.
            Outputs.slow = f"gram --kernel fc --depth {min(60, max(2, round(6 / seconds)))} --x large.npy --out"
        self.save("ones.npy", np.ones(40, dtype=int))
        self.save("z_ones.npy", np.ones(25, dtype=int))

    def contents(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def names(self):
        return sorted(os.listdir(self.directory))

    def start(self, flags):
        return subprocess.Popen([PROGRAM, *flags.split()], cwd=self.directory, stderr=subprocess.PIPE, text=True)

    def start_and_wait_for_a_stripe(self, flags):
        running = self.start(flags)
        while not os.path.exists(self.path("K.npy.partial.state")) and running.poll() is None:
            time.sleep(0.001)
        self.assertIsNone(running.poll())
        return running

    def refused(self, flags, message):
        """One line that names the flag; the files are as they were."""
        before = {name: self.contents(name) for name in self.names() if os.path.isfile(self.path(name))}
        names = self.names()
        done = self.run_ntk(flags, code=2, timeout=60)
        self.assertEqual(done.stderr, f"error: {message}\n", flags)
        self.assertEqual(self.names(), names)
        self.assertEqual({name: self.contents(name) for name in before}, before)


class TwoRuns(Outputs):
    def test_the_second_is_refused_and_the_first_loses_nothing(self):
        first = self.start_and_wait_for_a_stripe(f"{self.slow} K.npy")
        try:
            for flags in (f"{self.slow} K.npy", "gram --x x.npy --out K.npy", "gram --x x.npy --out ./K.npy"):
                name = flags.split()[-1]
                done = self.run_ntk(flags, code=2)
                self.assertEqual(
                    done.stderr, f"error: --out: {name}.partial is being written by another run (got '{name}')\n")
            self.run_ntk("gram --x x.npy --out L.npy")  # another name is free
            self.assertIsNone(first.poll(), "the first run ended before the others: nothing was tested")
        finally:
            errors = first.communicate()[1]
        self.assertEqual(first.returncode, 0, errors)
        self.run_ntk(f"{self.slow} alone.npy")
        self.assertEqual(self.contents("K.npy"), self.contents("alone.npy"))
        self.assertFalse([name for name in self.names() if "partial" in name])

    def test_of_many_at_the_same_moment_one_goes_on(self):
        self.run_ntk(f"{self.slow} alone.npy")
        for _ in range(3):
            running = [self.start(f"{self.slow} K.npy") for _ in range(4)]
            ends = [(process.communicate()[1], process.returncode) for process in running]
            # One that comes when another has ended may run, too.
            self.assertIn(0, [code for _, code in ends])
            for errors, code in ends:
                self.assertIn(code, (0, 2), errors)
                if code == 2:
                    self.assertRegex(errors, r"error: --out: K\.npy\.partial is being written by another run")
            self.assertFalse([name for name in self.names() if "partial" in name])
            self.assertEqual(self.contents("K.npy"), self.contents("alone.npy"))
            os.remove(self.path("K.npy"))


class Ended(Outputs):
    def test_an_interrupted_run_leaves_the_earlier_file_and_is_taken_up(self):
        self.run_ntk(f"{self.slow} alone.npy")
        for how, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with open(self.path("K.npy"), "wb") as file:
                file.write(b"earlier")
            running = self.start_and_wait_for_a_stripe(f"{self.slow} K.npy")
            running.send_signal(how)
            errors = running.communicate()[1]
            self.assertEqual(running.returncode, code)
            self.assertTrue(errors.endswith("\n" + GOES_ON), errors)
            self.assertEqual(self.contents("K.npy"), b"earlier")
            self.run_ntk(f"{self.slow} K.npy")
            self.assertEqual(self.contents("K.npy"), self.contents("alone.npy"))
            self.assertFalse([name for name in self.names() if "partial" in name])

    def test_what_cannot_go_on_says_that_nothing_was_written(self):
        running = self.start("entk --x large.npy --width 20000 --out K.csv")
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        errors = running.communicate()[1]
        self.assertEqual(running.returncode, 130)
        self.assertTrue(errors.endswith("interrupted: no result was written, and earlier ones are as they were\n"))
        self.assertNotIn("K.csv", self.names())

    def test_killed_at_any_moment_it_is_taken_up_and_leaves_nothing(self):
        self.run_ntk(f"{self.slow} alone.npy")
        moments = random.Random(1)
        killed = 0
        for _ in range(8):
            running = self.start(f"{self.slow} K.npy")
            time.sleep(moments.uniform(0.1, 0.6))
            running.kill()
            running.communicate()
            killed += running.returncode == -signal.SIGKILL
        self.assertGreater(killed, 0)
        with open(self.path(".K.npy.partial.state.0123456789abcdef.tmp"), "wb") as file:
            file.write(b"of a run that was killed while it wrote this")
        self.run_ntk(f"{self.slow} K.npy")
        self.assertEqual(self.contents("K.npy"), self.contents("alone.npy"))
        self.assertFalse([name for name in self.names() if "partial" in name])

    def test_the_temporary_of_a_killed_run_blocks_none_and_goes(self):
        """The name that it had where every process has the number 1; and one of the present kind."""
        for name in (".K.csv.1.0.tmp", ".K.csv.0123456789abcdef.tmp"):
            with open(self.path(name), "wb") as file:
                file.write(b"half of it")
        for _ in range(3):
            self.run_ntk("gram --x x.npy --out K.csv")
        self.assertNotIn(".K.csv.0123456789abcdef.tmp", self.names())


class ClosedStreams(Outputs):
    """Notes go to standard error, and nobody has to read them."""

    def with_streams(self, flags, shell):
        return subprocess.run(["bash", "-c", f'exec "$0" "$@" {shell}', PROGRAM, *flags.split()], cwd=self.directory,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)

    def test_the_result_is_written_whole(self):
        self.run_ntk("gram --x x.npy --out alone.npy")
        self.run_ntk("gram --x x.npy --out alone.csv")
        for shell in (">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "> >(exit)", "2> >(exit)", "2>/dev/full"):
            for ending in ("npy", "csv"):
                done = self.with_streams(f"gram --x x.npy --out K.{ending}", shell)
                self.assertEqual(done.stdout, "")
                # Only who asked for it finds that standard output cannot be written to.
                self.assertEqual(done.returncode, 0, shell + done.stderr)
                self.assertEqual(self.contents("K." + ending), self.contents("alone." + ending), shell)
                os.remove(self.path("K." + ending))

    def test_a_pipe_whose_reader_has_gone_ends_no_run(self):
        read, write = os.pipe()
        os.close(read)
        for command in ("gram --x x.npy --out K.npy", "entk --x x.npy --width 16 --out K.npy",
                        "predict --x x.npy --y ones.npy --z z.npy --out K.npy", "spectrum --k_max 5 --out K.npy"):
            done = subprocess.run([PROGRAM, *command.split()], cwd=self.directory, stdout=write, stderr=write, check=False)
            self.assertEqual(done.returncode, 0, command)
            self.assertTrue(np.load(self.path("K.npy")).size)
            os.remove(self.path("K.npy"))
        os.close(write)

    def test_a_result_for_standard_output_that_is_not_taken_is_an_error(self):
        for shell in (">&-", "> >(exit); sleep 1", ">/dev/full"):
            done = self.with_streams("spectrum --k_max 20000", shell)
            self.assertEqual(done.returncode, 1, shell)
            self.assertEqual(done.stderr.splitlines()[-1], "error: cannot write to standard output")
        done = self.with_streams("spectrum --k_max 5", "")
        self.assertEqual(done.returncode, 0)
        self.assertEqual(len(done.stdout.splitlines()), 7)

    def test_notes_are_on_standard_error(self):
        done = self.run_ntk("gram --x x.npy --out K.npy")
        self.assertEqual(done.stdout, "")
        self.assertIn("wrote K.npy: K, 40 x 40, float64", done.stderr)


COMMANDS = {
    "gram": ("gram --x {x} --z {z} --out {out}", "xz"),
    "entk": ("entk --width 8 --x {x} --z {z} --out {out}", "xz"),
    "predict": ("predict --classes 2 --x {x} --y {y} --z {z} --z_labels {z_labels} --out {out}",
                ("x", "y", "z", "z_labels")),
}
PLAIN = {"x": "x.npy", "y": "ones.npy", "z": "z.npy", "z_labels": "z_ones.npy"}


class OutputIsInput(Outputs):
    """Never over the samples, whatever they are called there."""

    def cases(self):
        for command, inputs in COMMANDS.values():
            for flag in inputs:
                yield command, flag, PLAIN[flag]

    def test_by_every_name(self):
        for command, flag, given in self.cases():
            os.symlink(given, self.path("symbolic.npy"))
            os.link(self.path(given), self.path("hard.npy"))
            other = os.path.join("..", os.path.basename(self.directory), given)
            for read, out in ((given, given), (given, "./" + given), (given, other), (given, self.path(given)),
                              (given, "symbolic.npy"), ("symbolic.npy", given), (given, "hard.npy")):
                names = {**PLAIN, flag: read}
                self.refused(command.format(out=out, **names), f"--out: is the same file as --{flag} {read} (got '{out}')")
            os.remove(self.path("symbolic.npy"))
            os.remove(self.path("hard.npy"))

    def test_what_it_grows_in(self):
        for command, flag, given in self.cases():
            for ending in (".partial", ".partial.state"):
                for link in (os.symlink, os.link):
                    link(self.path(given), self.path("K.npy" + ending))
                    self.refused(command.format(out="K.npy", **PLAIN),
                                 f"--out: its {ending} is the same file as --{flag} {given} (got 'K.npy')")
                    os.remove(self.path("K.npy" + ending))

    def test_equal_contents_are_another_file(self):
        for command, flag, given in self.cases():
            shutil.copy(self.path(given), self.path("copy.npy"))
            before = self.contents(given)
            self.run_ntk(command.format(out="copy.npy", **PLAIN))
            self.assertEqual(self.contents(given), before)
            self.assertNotEqual(self.contents("copy.npy"), before)


class NoRegularFile(Outputs):
    def test_as_input_is_refused_at_once(self):
        with socket.socket(socket.AF_UNIX) as bound:
            here = os.getcwd()
            os.chdir(self.directory)  # the name of a socket must be short
            bound.bind("socket.npy")
            os.chdir(here)
            for ending in ("npy", "csv"):
                os.mkfifo(self.path("fifo." + ending))
                os.symlink("/dev/zero", self.path("device." + ending))
                os.mkdir(self.path("directory." + ending))
                for name in ("fifo", "device", "directory", "socket"):
                    if name == "socket" and ending == "csv":
                        continue
                    bad = f"{name}.{ending}"
                    what = "is a directory" if name == "directory" else "is not a regular file"
                    for command, inputs in COMMANDS.values():
                        for flag in inputs:
                            names = {**PLAIN, flag: bad}
                            done = self.run_ntk(command.format(out="K.csv", **names), code=2, timeout=60)
                            self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
                            self.assertTrue(done.stderr.startswith(f"error: --{flag}: {bad}: {what}"), done.stderr)
        self.assertNotIn("K.csv", self.names())

    def test_as_output_is_kept(self):
        os.mkfifo(self.path("fifo.npy"))
        os.mkdir(self.path("d.csv"))
        self.refused("gram --x x.npy --out fifo.npy", "--out: is not a regular file (got 'fifo.npy')")
        self.refused("gram --x x.npy --out d.csv", "--out: is a directory (got 'd.csv')")
        os.mkfifo(self.path("K.npy.partial"))
        self.refused("gram --x x.npy --out K.npy",
                     "--out: K.npy.partial is not a regular file but a FIFO (got 'K.npy')")

    def test_no_link_is_followed(self):
        with open(self.path("victim"), "wb") as file:
            file.write(b"somebody's")
        for target in ("victim", "nowhere"):
            os.symlink(target, self.path("K.npy.partial"))
            self.refused("gram --x x.npy --out K.npy",
                         "--out: K.npy.partial is not a regular file but a symbolic link (got 'K.npy')")
            os.remove(self.path("K.npy.partial"))
        os.symlink("victim", self.path("K.npy.partial.state"))
        os.symlink("victim", self.path("K.npy"))
        os.symlink("victim", self.path("K.csv"))
        self.run_ntk("gram --x x.npy --out K.npy")
        self.run_ntk("gram --x x.npy --out K.csv")
        self.assertEqual(self.contents("victim"), b"somebody's")
        self.assertFalse(os.path.islink(self.path("K.npy")) or os.path.islink(self.path("K.csv")))
        self.assertFalse([name for name in self.names() if re.search("partial|nowhere", name)])


if __name__ == "__main__":
    unittest_xml.main()
