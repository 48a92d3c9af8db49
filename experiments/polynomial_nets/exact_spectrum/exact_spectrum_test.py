#!/usr/bin/env python3
"""The program exact_spectrum: what it prints, and what it says to bad flags."""
import csv
import io
import math
import os
import subprocess
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
import unittest_xml  # noqa: E402

PROGRAM = "experiments/polynomial_nets/exact_spectrum/exact_spectrum"


def run(*flags):
    return subprocess.run([PROGRAM, *flags], capture_output=True, text=True, check=False)


class ExactSpectrum(unittest.TestCase):
    def test_text(self):
        done = run("--degree", "2", "--d", "2", "--k_max", "4", "--normalization", "paper_eq2")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(done.stderr, "")
        lines = done.stdout.splitlines()
        self.assertEqual(len(lines), 1 + 5)
        self.assertEqual(lines[1], "mu_0 = 1/4 = 0.25")
        self.assertTrue(lines[3].startswith("mu_2 = 1/10 - 56/(375 pi^2) = 0.08486936990941"), lines[3])

    def test_csv_exact_and_rounded_columns_agree(self):
        done = run("--degree", "6", "--d", "5", "--k_max", "10", "--format", "csv")
        self.assertEqual(done.returncode, 0, done.stderr)
        rows = list(csv.DictReader(io.StringIO(done.stdout)))
        self.assertEqual(done.stdout.splitlines()[0],
                         "kernel,parameter_name,parameter,d,k,multiplicity,mu,mu_exact,normalization")
        self.assertEqual([row["k"] for row in rows], [str(k) for k in range(11)])
        for row in rows:
            self.assertEqual((row["kernel"], row["parameter_name"], row["parameter"], row["d"]),
                             ("pnn", "degree", "6", "5"))
        self.assertEqual([row["multiplicity"] for row in rows[:3]], ["1", "6", "20"])
        trace = 0
        for row in rows[:3]:  # small k: the sum of a few doubles does not cancel yet
            exact = eval(row["mu_exact"].replace(" pi", "*pi").replace("^", "**"), {"pi": math.pi})  # "a/b - c/(d pi^e)"
            self.assertLess(abs(exact / float(row["mu"]) - 1), 1e3 * sys.float_info.epsilon)  # conditioned: terms <= 100 mu
            self.assertGreater(abs(1.0001 * exact / float(row["mu"]) - 1), 1e3 * sys.float_info.epsilon)
        for row in rows:
            k, d = int(row["k"]), 5
            trace += float(row["mu"]) * (1 if k == 0 else (2 * k + d - 1) * math.comb(k + d - 2, d - 1) / k)
        self.assertLess(trace, 14)  # K(1) = 2 (N + 1), less what k > 10 hold
        self.assertGreater(trace, 13)

    def test_csv_names_the_parameter(self):
        done = run("--kernel", "fc2", "--k_max", "2", "--format", "csv")
        self.assertEqual([line.split(",")[:7] for line in done.stdout.splitlines()[1:]],
                         [["fc", "depth", "2", "2", "0", "1", "0.5"],
                          ["fc", "depth", "2", "2", "1", "3", "0.33333333333333331"],
                          ["fc", "depth", "2", "2", "2", "5", "0.078125"]])

    def test_latex(self):
        done = run("--kernel", "fc2", "--k_max", "2", "--format", "latex")
        self.assertEqual(done.stdout.splitlines(), [
            r"\begin{align*}", r"  \mu_{0} &= \frac{1}{2} \\", r"  \mu_{1} &= \frac{1}{3} \\",
            r"  \mu_{2} &= \frac{5}{64}", r"\end{align*}"])

    def test_help(self):
        done = run("--help")
        self.assertEqual(done.returncode, 0)
        for flag in ("--degree", "--d", "--k_max", "--kernel", "--normalization", "--format"):
            self.assertIn(flag, done.stdout)

    def test_help_takes_no_value(self):
        done = run("--help=3")
        self.assertEqual((done.returncode, done.stdout, done.stderr), (2, "", "error: --help: takes no value (got '3')\n"))

    def test_nobody_reads(self):
        reader, writer = os.pipe()
        os.close(reader)
        with os.fdopen(writer) as closed:
            done = subprocess.run([PROGRAM], stdout=closed, stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual((done.returncode, done.stderr), (1, "error: cannot write to standard output\n"))


BAD = {
    "degree": ("--degree", "0"),
    "degree_text": ("--degree", "two"),
    "d": ("--d", "0"),
    "d_fraction": ("--d", "2.5"),
    "k_max": ("--k_max", "-1"),
    "format": ("--format", "xml"),
    "kernel": ("--kernel", "rbf"),
    "normalization": ("--normalization", "ntk"),
    "fc2_degree": ("--degree", "3", "--kernel", "fc2"),
    "fc2_normalization": ("--normalization", "paper_eq2", "--kernel", "fc2"),
    "unknown": ("--depth=7",),
    "stray": ("word",),
}


def refuses(self, flags):
    done = run(*flags)
    self.assertEqual(done.returncode, 2, done.stdout)
    self.assertEqual(done.stdout, "")
    self.assertEqual(len(done.stderr.splitlines()), 1, done.stderr)
    for word in flags[:2]:
        self.assertIn(word, done.stderr)


unittest_xml.add_cases(ExactSpectrum, "refuses", BAD, refuses)

if __name__ == "__main__":
    unittest_xml.main()
