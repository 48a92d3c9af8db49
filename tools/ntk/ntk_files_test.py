#!/usr/bin/python3
"""The files of //tools:ntk: to and from NumPy; what it says to bad input, and on a terminal; its README."""
import os
import pty
import resource
import subprocess
import sys
import tempfile
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk", "tools/program"]
import unittest_xml  # noqa: E402
from ntk_formulas import PROGRAM, Formulas, InDirectory  # noqa: E402
from readme_session import Session, plain  # noqa: E402

README = os.path.abspath("tools/ntk/README.md")


# --- files to and from NumPy ----------------------------------------------------------------------------------------


class NumPy(InDirectory):
    def bits(self, x_name):
        self.run_ntk(f"gram --x {x_name} --z z.npy --out K.npy")
        with open(self.path("K.npy"), "rb") as file:
            return file.read()

    def test_reads_every_array_that_numpy_saves(self):
        integers = np.random.default_rng(3).integers(0, 120, size=(31, 6))
        seen = set()
        for order in "CF":
            for dtype in ("<f2", "<f4", "<f8", ">f4", ">f8", "<i2", ">i4", "<i8", "<u4", "|u1", "|i1"):
                self.save("x.npy", np.asarray(integers, dtype=dtype, order=order))
                with open(self.path("x.npy"), "rb") as file:
                    self.assertIn(b"True" if order == "F" else b"False", file.read(128))
                seen.add(self.bits("x.npy"))
        self.assertEqual(len(seen), 1)
        self.save("x.npy", integers + np.eye(31, 6))
        self.assertNotIn(self.bits("x.npy"), seen)  # another matrix is told apart
        k = np.load(self.path("K.npy"))
        x = integers + np.eye(31, 6)
        self.near(k, Formulas(x, self.z).pnn(2)[1], 6 * (x**2).sum(1).max() * (self.z**2).sum(1).max())

    def test_reads_all_versions_and_odd_layouts(self):
        reference = self.bits("x.npy")
        for version in ((1, 0), (2, 0), (3, 0)):
            with open(self.path("v.npy"), "wb") as file:
                np.lib.format.write_array(file, self.x, version=version)
            self.assertEqual(self.bits("v.npy"), reference)
        self.save("t.npy", np.random.default_rng(4).normal(size=(6, 40)))
        self.save("v.npy", np.load(self.path("t.npy")).T)  # a view: in Fortran order
        self.save("w.npy", np.ascontiguousarray(np.load(self.path("t.npy")).T))
        self.assertEqual(self.bits("v.npy"), self.bits("w.npy"))

    def test_a_vector_is_a_column(self):
        self.save("v.npy", np.array([1.0, -2.0, 3.0]))
        self.save("w.npy", np.array([[1.0], [-2.0], [3.0]]))
        self.run_ntk("gram --x v.npy --out a.npy")
        self.run_ntk("gram --x w.npy --out b.npy")
        a = np.load(self.path("a.npy"))
        self.assertEqual(a.shape, (3, 3))
        self.assertTrue((a == np.load(self.path("b.npy"))).all())

    def test_numpy_reads_what_is_written(self):
        for dtype in ("float32", "float64"):
            self.run_ntk(f"gram --x x.npy --z z.npy --dtype {dtype} --out K.npy")
            self.run_ntk(f"gram --x x.npy --z z.npy --dtype {dtype} --out K.csv")
            text = np.loadtxt(self.path("K.csv"), delimiter=",", skiprows=1, dtype=dtype)
            for mode in (None, "r"):
                k = np.load(self.path("K.npy"), mmap_mode=mode)
                self.assertEqual(k.dtype, np.dtype(dtype))
                self.assertTrue(k.flags.c_contiguous)
                self.assertEqual(k.ctypes.data % 64 if mode else 0, 0)
                self.assertTrue((k == text).all())
        self.run_ntk("entk --x x.npy --width 16 --out E.npy")
        self.run_ntk("entk --x x.npy --width 16 --out E.csv")
        self.assertTrue((np.load(self.path("E.npy"), mmap_mode="r") ==
                         np.loadtxt(self.path("E.csv"), delimiter=",", skiprows=1)).all())


# --- bad input ------------------------------------------------------------------------------------------------------

GRAM = "gram --x {0} --out K.npy"
PREDICT = "predict --x x.npy --y {0} --z z.npy --out K.npy"
# what is run -> what the one line on standard error says
BAD = {
    "no_command_of_that_name": ("grams --x x.npy",
                                "command: must be gram, spectrum, predict or entk; did you mean gram? (got 'grams')"),
    "no_command_near_that_name": ("kernel",
                                  "command: must be gram, spectrum, predict or entk, see --help (got 'kernel')"),
    "no_such_flag": ("gram --y x.npy", "--y: no such flag, see --help (got '--y x.npy')"),
    "misspelt_flag": (GRAM.format("x.npy") + " --degre 4", "--degre: no such flag; did you mean --degree? (got"),
    "value_of_a_switch": (GRAM.format("x.npy") + " --nngp=2", "--nngp: takes no value (got '2')"),
    "false_of_a_switch": (GRAM.format("x.npy") + " --nngp=false", "--nngp: takes no value (got 'false')"),
    "value_of_help": ("gram --help=3", "--help: takes no value (got '3')"),
    "separator": (GRAM.format("word.csv") + " --separator 1", "--separator: must be comma, semicolon, tab, space,"),
    "decimal": (GRAM.format("word.csv") + " --decimal ;", "--decimal: must be point or comma (got ';')"),
    "columns": (GRAM.format("word.csv") + " --columns 0", "--columns: must be a list like 2:9,12 or 2:"),
    "columns_beyond": (GRAM.format("word.csv") + " --columns 3",
                       "--x: word.csv: line 1, column 2: the line ends, and --columns asks for column 3"),
    "titles": (GRAM.format("word.csv") + " --titles maybe", "--titles: must be one of auto|yes|no (got 'maybe')"),
    "text_flag_without_text": (GRAM.format("x.npy") + " --titles no",
                               "--titles: is for text files, and none is given (got 'no')"),
    "csv_missing_first": (GRAM.format("missing.csv"), "--x: missing.csv: line 1, column 1: 'NA' is neither a number nor "
                          "plainly a title; --titles yes or --titles no says what the line is"),
    "csv_numbered": ("gram --x x.npy --z numbered.csv --out K.npy",
                     "--z: numbered.csv: line 1, column 1: the line counts 0, 1, ...,"),
    "csv_of_y": (PREDICT.format("missing.csv"), "--y: missing.csv: line 1, column 1: 'NA' is neither a number nor "
                 "plainly a title; --y_titles yes or --y_titles no says what the line is"),
    "csv_control": (GRAM.format("control.csv"),
                    r"--x: control.csv: line 2, column 2: '2\x00\x1b[2J' is not a number"),
    "csv_utf16": (GRAM.format("utf16.csv"), "--x: utf16.csv: is UTF-16 (little-endian), and must be text in UTF-8"),
    "csv_long": (GRAM.format("long.csv"), "--x: long.csv: line 2, column 1: 'yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy...'"),
    "flag_of_another_kernel": ("gram --x x.npy --kernel fc --degree 2 --out K.npy", "--degree: is not for --kernel fc"),
    "kernel": ("gram --x x.npy --kernel rbf --out K.npy", "--kernel: must be one of"),
    "no_x": ("gram --out K.npy", "--x: is needed"),
    "no_out": ("gram --x x.npy", "--out: must name a .npy, .csv or .json file"),
    "out_ending": ("gram --x x.npy --out K.txt", "--out: must name a .npy, .csv or .json file (got 'K.txt')"),
    "out_directory": ("gram --x x.npy --out none/K.npy", "--out: there is no directory for it (got 'none/K.npy')"),
    "in_ending": (GRAM.format("x.dat"), "--x: must name a .npy, .npz, .csv, .tsv or .txt file, or be - for "
                  "standard input (got 'x.dat')"),
    "absent": (GRAM.format("absent.npy"), "--x: absent.npy: there is no such file"),
    "nan": (GRAM.format("nan.npy"), "--x: nan.npy: row 3, column 4 (from 0): is not a number (NaN)"),
    "inf": ("gram --x x.npy --z inf.npy --out K.npy", "--z: inf.npy: row 3, column 4 (from 0): is infinite"),
    "shape": ("gram --x x.npy --z wide.npy --out K.npy", "--z: wide.npy: has 7 columns, and --x x.npy has 6"),
    "truncated": (GRAM.format("cut.npy"),
                  "--x: cut.npy: is cut off: 40 x 6 entries <f8 need 1920 bytes, and 1919 follow"),
    "truncated_header": (GRAM.format("cut_header.npy"), "--x: cut_header.npy: the header breaks off"),
    "not_npy": (GRAM.format("text.npy"), "--x: text.npy: not a .npy file"),
    "objects": (GRAM.format("objects.npy"), "--x: objects.npy: its entries are of type '|O': pickled Python objects"),
    "complex": (GRAM.format("complex.npy"), "--x: complex.npy: its entries are of type '<c16': complex numbers"),
    "records": (GRAM.format("records.npy"), "--x: records.npy: its entries are records"),
    "rank_0": (GRAM.format("rank_0.npy"), "--x: rank_0.npy: the array has no axes"),
    "text_array": (GRAM.format("text_array.npy"), "--x: text_array.npy: its entries are of type '<U3'"),
    "long_double": (GRAM.format("long_double.npy"), "--x: long_double.npy: its entries are of type '<f16'"),
    "empty": (GRAM.format("empty.npy"), "--x: empty.npy: has no entries, its shape is 0 x 6"),
    "csv_word": (GRAM.format("word.csv"), "--x: word.csv: line 2, column 2: 'two' is not a number"),
    "csv_ragged": (GRAM.format("ragged.csv"), "--x: ragged.csv: line 3, column 1: this row ends after 1 fields"),
    "csv_nan": (GRAM.format("nan.csv"), "--x: nan.csv: line 2, column 1: 'nan' is not finite"),
    "overflow": (GRAM.format("huge.npy"), "--x: huge.npy: row 2 (from 0): the kernel of a row of norm "),
    "overflow_float32": ("gram --x large.npy --dtype float32 --out K.npy", "--x: large.npy: row "),
    "overflow_of_a_pair": ("gram --x huge.npy --z huge.npy --out K.npy",
                           "--x: huge.npy: row 2 (from 0): the kernel of a row of norm "),
    "underflow": ("predict --x tiny.npy --y labels.npy --z z.npy --out K.npy", "--x: tiny.npy: row "),
    "coefficients_overflow": ("predict --x small.npy --y labels.npy --z z.npy --out K.npy",
                              "--x: small.npy: K is so small beside the outputs that the coefficients are beyond the "
                              "range of float64"),
    "memory": ("gram --x x.npy --memory 0.001 --out K.csv", "not enough memory: this needs 4"),
    "memory_of_the_machine": ("entk --x x.npy --width 1000000000 --kernel ncp --out K.npy",
                              "not enough memory: this needs 16.0 EB (weights 16.0 EB)"),
    "no_y": ("predict --x x.npy --z z.npy --out K.npy", "--y: is needed"),
    "y_rows": (PREDICT.format("z.npy"), "--y: z.npy: has 25 rows, and --x x.npy has 40"),
    "label": ((PREDICT + " --classes 3").format("labels.npy"),
              "--y: labels.npy: row 7 (from 0): labels must be integers from 0 to 2, and this is 3"),
    "label_columns": ((PREDICT + " --classes 3").format("x.npy"),
                      "--y: x.npy: labels must have one column, and it has 6"),
    "z_labels_without_classes": (PREDICT.format("x.npy") + " --z_labels labels.npy", "--z_labels: needs --classes"),
    "rate_without_steps": (PREDICT.format("x.npy") + " --learning_rate 1", "--learning_rate: is for gradient descent"),
    "steps_without_rate": (PREDICT.format("x.npy") + " --steps 5",
                           "--learning_rate: must be positive, and is needed by --steps"),
    "steps_and_ridge": (PREDICT.format("x.npy") + " --steps 5 --learning_rate 1 --ridge 1",
                        "--ridge: is not for gradient descent"),
    "ridge": (PREDICT.format("x.npy") + " --ridge -1", "--ridge: must be a number at least 0 (got '-1')"),
    "no_width": ("entk --x x.npy --out K.npy", "--width: is needed"),
    "finite_resnet": ("entk --x x.npy --kernel resnet --width 5 --out K.npy", "--kernel: must be one of pnn|"),
    "d": ("spectrum --d 0", "--d: must be an integer from 1 to 1000 (got '0')"),
}


class BadInput(InDirectory):
    def setUp(self):
        super().setUp()
        bad = self.x.copy()
        bad[3, 4] = np.nan
        self.save("nan.npy", bad)
        bad[3, 4] = -np.inf
        self.save("inf.npy", bad)
        self.save("wide.npy", np.ones((3, 7)))
        self.save("objects.npy", np.array([[1, "a"]], dtype=object))
        self.save("complex.npy", np.ones((2, 2), dtype=complex))
        self.save("records.npy", np.zeros(3, dtype=[("a", "<f8"), ("b", "<i4")]))
        self.save("rank_0.npy", np.ones(()))
        self.save("text_array.npy", np.array(["one"]))
        self.save("long_double.npy", np.ones((2, 2), dtype=np.longdouble))
        self.save("empty.npy", np.ones((0, 6)))
        self.save("huge.npy", self.x * np.array([1, 1, 1e100] + 37 * [1])[:, None])
        self.save("large.npy", self.x * 1e12)
        self.save("tiny.npy", self.x * 1e-90)
        self.save("small.npy", self.x * 3e-78)
        self.save("labels.npy", np.array(7 * [0] + [3] + 32 * [1]))
        with open(self.path("x.npy"), "rb") as file:
            whole = file.read()
        for name, contents in (("cut.npy", whole[:-1]), ("cut_header.npy", whole[:50]), ("text.npy", b"1,2\n3,4\n"),
                               ("x.dat", b"1\n"), ("word.csv", b"1,2\n3,two\n"), ("ragged.csv", b"a,b\n1,2\n3\n"),
                               ("nan.csv", b"1\nnan\n"), ("missing.csv", b"NA,NA\n1,2\n"),
                               ("numbered.csv", b"0,1,2,3,4,5\n1,2,3,4,5,6\n"),
                               ("control.csv", b"1,2\n1,2\0\x1b[2J\n"),
                               ("utf16.csv", "1,2\n".encode("utf-16")), ("long.csv", b"1\n" + b"y" * 3000000)):
            with open(self.path(name), "wb") as file:
                file.write(contents)

    def test_every_truncation_is_an_error(self):
        with open(self.path("x.npy"), "rb") as file:
            whole = file.read()
        for size in [*range(0, 128, 9), *range(128, len(whole), 311)]:
            with open(self.path("t.npy"), "wb") as file:
                file.write(whole[:size])
            done = self.run_ntk("gram --x t.npy --out K.npy", code=2)
            self.assertRegex(done.stderr, r"^error: --x: t\.npy: .*\n$")

    def test_force_runs_it_all_the_same(self):
        self.run_ntk("gram --x x.npy --memory 0.001 --force --out K.csv")
        self.assertEqual(np.loadtxt(self.path("K.csv"), delimiter=",", skiprows=1).shape, (40, 40))

    def test_a_full_disk_leaves_the_earlier_file(self):
        self.save("large.npy", np.random.default_rng(1).normal(size=(400, 4)))
        for ending in ("npy", "csv", "json"):
            self.run_ntk(f"gram --x x.npy --z z.npy --out K.{ending}")
            with open(self.path("K." + ending), "rb") as file:
                earlier = file.read()
            names = sorted(os.listdir(self.directory))
            # (The thread sanitizer needs a file of half a million bytes for itself.)
            done = self.run_ntk(f"gram --x large.npy --out K.{ending}", code=1, preexec_fn=lambda: resource.setrlimit(
                resource.RLIMIT_FSIZE, (1000000, 1000000)))
            self.assertRegex(done.stderr, rf"(?m)^error: cannot write .*K\.{ending}.*: File too large\n\Z")
            with open(self.path("K." + ending), "rb") as file:
                self.assertEqual(file.read(), earlier)
            self.assertEqual(sorted(os.listdir(self.directory)), names)

    def test_help(self):
        for command in ("", "gram", "spectrum", "predict", "entk"):
            done = self.run_ntk(command + " --help")
            self.assertIn("ntk " + (command or "gram"), done.stdout)
            for flag in ("--kernel", "--out") + (("--threads", "--force") if command else ()):
                self.assertIn(flag, done.stdout)
        self.assertEqual(self.run_ntk("").stdout, self.run_ntk("--help").stdout)
        self.assertRegex(self.run_ntk("--version").stdout, r"^ntk of hadamard-ntk, commit \S+\n$")


def is_refused(self, case):
    line, expected = case
    for name in ("K.npy", "K.csv"):
        with open(self.path(name), "wb") as file:
            file.write(b"earlier")
    names = sorted(os.listdir(self.directory))
    done = self.run_ntk(line, code=2)
    # The error is one line, the last; what was read before it may be told.
    *notes, error = done.stderr.splitlines()
    self.assertFalse([note for note in notes if note.startswith("error:")], done.stderr)
    self.assertTrue(error.startswith("error: " + expected), done.stderr)
    for name in ("K.npy", "K.csv"):
        with open(self.path(name), "rb") as file:
            self.assertEqual(file.read(), b"earlier")
    self.assertEqual(sorted(os.listdir(self.directory)), names)


unittest_xml.add_cases(BadInput, "refused", BAD, is_refused)


# --- on a terminal --------------------------------------------------------------------------------------------------


class Terminal(InDirectory):
    def test_progress(self):
        self.save("x.npy", np.random.default_rng(1).normal(size=(2500, 5)))
        main, side = pty.openpty()
        subprocess.run([PROGRAM, "gram", "--x", "x.npy", "--out", "K.npy"], cwd=self.directory, stderr=side, check=True)
        os.close(side)
        shown = b""
        try:
            while piece := os.read(main, 4096):
                shown += piece
        except OSError:  # the end
            pass
        os.close(main)
        self.assertRegex(shown.decode(), r"Gram matrix: \d+ %")
        self.assertRegex(shown.decode(), r"\r\x1b\[Kwrote K\.npy: .*\r\n$")  # the line is erased before


# --- what the README says -------------------------------------------------------------------------------------------


class Readme(unittest.TestCase):
    def test_session(self):
        session = Session(README, "ntk")
        self.assertEqual({command.split()[0] for command in session.commands}, {"gram", "spectrum", "predict", "entk"})
        with tempfile.TemporaryDirectory() as directory:
            session.compare(self, PROGRAM, directory)

    def test_the_comparison_sees_differences(self):
        line = "K:      rank 500 of 500, condition 1.503e+05; 0.11 s, 14.9 MB at most"
        self.assertEqual(plain(line), plain(line.replace("0.11", "0.3").replace("14.9", "21")))
        self.assertNotEqual(plain(line), plain(line.replace("1.503e", "1.504e")))
        self.assertNotEqual(plain(line), plain(line.replace("rank 500", "rank 499")))
        self.assertEqual(plain("5,91,0.0074767205915367233"), plain("5,91,0.0074767205915367201"))
        self.assertNotEqual(plain("5,91,0.0074767205915367233"), plain("5,91,0.0074767105915367233"))


if __name__ == "__main__":
    unittest_xml.main()
