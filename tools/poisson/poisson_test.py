#!/usr/bin/python3
"""//tools:poisson against dense solutions by NumPy; what it says to bad input; its README.

NumPy is Debian's python3-numpy; the test runs with Debian's interpreter, which has it."""
import os
import re
import resource
import shlex
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/program"]
import readme_session  # noqa: E402
import unittest_xml  # noqa: E402

PROGRAM = os.path.abspath("tools/poisson/poisson")
README = os.path.abspath("tools/poisson/README.md")
METHODS = ("multigrid", "cg", "jacobi", "ic0", "deflation", "net")


def operator(mask):
    """A as a dense matrix over all cells, from its definition: 1 for each open face, -1 for the cell behind it."""
    number = np.arange(mask.size).reshape(mask.shape)
    matrix = np.zeros((mask.size, mask.size))
    for cell in np.ndindex(mask.shape):
        for axis in range(mask.ndim):
            for step in (-1, 1):
                other = list(cell)
                other[axis] += step
                if mask[cell] != 1 or not 0 <= other[axis] < mask.shape[axis] or mask[tuple(other)] == 0:
                    continue
                matrix[number[cell], number[cell]] += 1
                if mask[tuple(other)] == 1:
                    matrix[number[cell], number[tuple(other)]] -= 1
    return matrix


def solution(mask, b):
    """A^+ b, and the least positive eigenvalue of A: of all solutions the shortest has mean 0 wherever it may shift."""
    values, vectors = np.linalg.eigh(operator(mask))
    positive = values > 1e-9
    part = vectors[:, positive]
    return (part @ (part.T @ b.ravel() / values[positive])).reshape(mask.shape), values[positive].min()


def domain(shape, seed=0, free=True):
    """A box with solids, and at one end free cells."""
    random = np.random.default_rng(seed)
    mask = (random.uniform(size=shape) > 0.15).astype(np.int8)
    if free:
        mask[0] = np.where(random.uniform(size=shape[1:]) > 0.5, 2, mask[0])
    return mask


def right_hand_side(mask, seed=1):
    b = np.random.default_rng(seed).normal(size=mask.shape)
    return (operator(mask) @ np.where(mask == 1, b, 0).ravel()).reshape(mask.shape)


def net_bytes(dimension, scale=1.0):
    """A net of two channels and no pairs, a checkpoint as models/checkpoint.h and models/grid_net_file.h say, whose
    f(r) = scale^2 (r + the mean of r over 2 cells per axis): r is kept as its positive and its negative part."""
    def centre(inputs, kernel):  # the tap of the cell itself
        weights = np.zeros((2, 3**dimension, inputs), dtype="<f4")
        weights[:, 3**dimension // 2, :] = kernel
        return weights.reshape(2, -1)
    identity = np.eye(2)
    segments = [("W1", centre(1, [[1], [-1]])), ("W2", centre(2, identity)), ("W3", centre(2, scale * identity)),
                ("W_out", scale * np.array([[1, -1]], dtype="<f4"))]

    def text(words):
        return struct.pack("<Q", len(words)) + words.encode()
    rest = struct.pack("<qq", 0, 0) + text(f"GridNet: dimension {dimension}, channels 2, pairs 0 0 0, biases 0")
    rest += struct.pack("<Q", len(segments))
    for name, weights in segments:
        rest += text(name) + struct.pack("<qq", *weights.shape)
    values = np.concatenate([weights.ravel() for _, weights in segments]).astype("<f4")
    rest += struct.pack("<Q", values.size) + values.tobytes() + struct.pack("<QQ", 0, 0)
    whole = b"HNTKCKPT" + struct.pack("<IIQ", 1, 4, len(rest)) + rest
    checksum = 0xcbf29ce484222325
    for byte in whole:
        checksum = (checksum ^ byte) * 0x100000001b3 % 2**64
    return whole + struct.pack("<Q", checksum)


def steps_of_preconditioned_gradients(mask, b, tolerance):
    """Conjugate gradients with M = I + means over blocks, on fluid cells, as the net above."""
    a, fluid = operator(mask), mask.ravel() == 1
    block = np.ravel_multi_index([axis // 2 for axis in np.indices(mask.shape)], [-(-n // 2) for n in mask.shape])
    same = block.ravel()[:, None] == block.ravel()[None, :]
    m = (np.eye(mask.size) + same / same.sum(1, keepdims=True)) * np.outer(fluid, fluid)
    r, p, rz = b.ravel().copy(), 0, None
    for step in range(1, 1000):
        z = m @ r
        before, rz = rz, r @ z
        p = z + (rz / before * p if before else 0)
        r = r - rz / (p @ a @ p) * (a @ p)
        if np.linalg.norm(r) <= tolerance * np.linalg.norm(b):
            return step
    raise AssertionError("no convergence")


class InDirectory(unittest.TestCase):
    """A new directory for each test, and systems in it: flat.npy with mask.npy, solid.npy with solid_mask.npy."""

    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)
        self.flat, self.solid = domain((12, 9)), domain((6, 5, 7))
        self.save("mask.npy", self.flat)
        self.save("b.npy", right_hand_side(self.flat))
        self.save("solid_mask.npy", self.solid)
        self.save("solid_b.npy", right_hand_side(self.solid))
        for dimension in (2, 3):
            self.write(f"net{dimension}.ckpt", net_bytes(dimension))

    def path(self, name):
        return os.path.join(self.directory, name)

    def save(self, name, array):
        np.save(self.path(name), array)

    def write(self, name, contents):
        with open(self.path(name), "wb") as file:
            file.write(contents)

    def read(self, name):
        with open(self.path(name), "rb") as file:
            return file.read()

    def run_poisson(self, flags, code=0, **options):
        done = subprocess.run([PROGRAM, *shlex.split(flags)], cwd=self.directory, capture_output=True, check=False,
                              **options)
        done.stdout, done.stderr = done.stdout.decode(), done.stderr.decode()
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def solve(self, flags):
        done = self.run_poisson(flags + " --out x.npy")
        return np.load(self.path("x.npy")), done.stdout

    def is_solution(self, x, mask, b, tolerance):
        """The error is at most tolerance |b| / (the least eigenvalue); and rounding."""
        expected, least = solution(mask, b)
        bound = 1.001 * tolerance * np.linalg.norm(b) / least
        self.assertEqual((x.shape, x.dtype), (mask.shape, np.dtype(float)))
        self.assertLess(np.linalg.norm(x - expected), bound)
        other, _ = solution(np.where(mask == 0, 1, mask), b)  # without the solids
        for wrong in (other if 0 in mask else 0, -x, x * 1.0001, x + (mask == 1)):
            self.assertGreater(np.linalg.norm(wrong - expected), bound)
        self.assertTrue((x[mask != 1] == 0).all())


def solves(self, method):
    for shape, name, b_name in ((self.flat, "mask.npy", "b.npy"), (self.solid, "solid_mask.npy", "solid_b.npy")):
        net = f" --net net{shape.ndim}.ckpt" if method == "net" else ""
        b = np.load(self.path(b_name))
        x, told = self.solve(f"--rhs {b_name} --mask {name} --method {method}{net} --tolerance 1e-9")
        self.is_solution(x, shape, b, 1e-9)
        steps, residual = re.search(rf"^solved: {method}, (\d+) iterations?, relative residual (\S+);", told, re.M).groups()
        true = np.linalg.norm(b.ravel() - operator(shape) @ x.ravel()) / np.linalg.norm(b)
        self.assertLess(abs(float(residual) - true), 0.01 * true)  # three digits
        self.assertLess(true, 1e-9)
        self.assertGreater(int(steps), 1)


class Results(InDirectory):
    def test_the_net_is_the_preconditioner_it_stands_for(self):
        for mask, name, b_name in ((self.flat, "mask.npy", "b.npy"), (self.solid, "solid_mask.npy", "solid_b.npy")):
            _, told = self.solve(f"--rhs {b_name} --mask {name} --method net --net net{mask.ndim}.ckpt")
            steps = int(re.search(r", (\d+) iterations,", told)[1])
            expected = steps_of_preconditioned_gradients(mask, np.load(self.path(b_name)), 1e-6)
            self.assertLessEqual(abs(steps - expected), 1)
            _, told = self.solve(f"--rhs {b_name} --mask {name} --method cg")
            self.assertGreater(int(re.search(r", (\d+) iterations,", told)[1]), expected + 1)

    def test_a_box_without_mask(self):
        box = np.ones((7, 8), dtype=int)
        b = right_hand_side(box)
        self.save("b.npy", b)
        x, told = self.solve("--rhs b.npy --tolerance 1e-10")
        self.is_solution(x, box, b, 1e-10)
        self.assertLess(abs(x.sum()), 1e-9)
        self.assertIn("grid:   7 x 8, 56 cells, 56 fluid in 1 component\n", told)

    def test_arrays_of_every_kind(self):
        expected, _ = self.solve("--rhs solid_b.npy --mask solid_mask.npy")
        b, mask = np.load(self.path("solid_b.npy")), self.solid
        self.save("f.npy", np.asfortranarray(b))
        self.save("big.npy", b.astype(">f8"))
        self.save("mask_f.npy", np.asfortranarray(mask.astype(">i4")))
        np.savez(self.path("data.npz"), b=b, mask=mask)
        for rhs, mask_name in (("f.npy", "mask_f.npy"), ("big.npy", "data.npz:mask"), ("data.npz:b", "solid_mask.npy")):
            x, _ = self.solve(f"--rhs {rhs} --mask {mask_name}")
            self.assertTrue((x == expected).all())
        self.run_poisson("--rhs - --mask solid_mask.npy --out x.npy", input=self.read("solid_b.npy"))
        self.assertTrue((np.load(self.path("x.npy")) == expected).all())
        self.save("bool.npy", self.flat == 1)
        self.run_poisson("--rhs b.npy --mask bool.npy --project yes --out x.npy")

    def test_single_precision_is_in_the_range_to_its_own_rounding(self):
        box = np.ones((9, 8))
        b = right_hand_side(box).astype(np.float32)
        b[0, 0] += 100 * abs(b).max() * np.finfo(np.float32).eps
        self.save("b.npy", b)
        x, _ = self.solve("--rhs b.npy --tolerance 1e-9")
        self.is_solution(x, box, b.astype(float) - b.astype(float).mean(), 1e-9)
        self.save("b.npy", b.astype(float))
        self.assertIn("not in the range", self.run_poisson("--rhs b.npy --out x.npy", code=2).stderr)

    def test_project(self):
        mask = domain((12, 9), free=False)
        mask[6] = 0  # two rooms
        b = np.random.default_rng(2).normal(size=mask.shape)
        self.save("mask.npy", mask)
        self.save("b.npy", b)
        x, told = self.solve("--rhs b.npy --mask mask.npy --project yes --tolerance 1e-10")
        a = operator(mask)
        projected = (a @ np.linalg.pinv(a) @ b.ravel()).reshape(mask.shape)  # onto the range
        self.is_solution(x, mask, projected, 1e-10)
        self.assertGreater(int(re.search(r"in (\d+) components", told)[1]), 1)
        # A mean that is taken out of very many cells is none any more.
        source = np.zeros((40, 41, 42))
        source[4, 5, 6] = 2
        self.save("b.npy", source)
        self.save("mask.npy", np.arange(40)[:, None, None] != np.full((41, 42), 20))
        for flags in ("", " --mask mask.npy"):
            self.solve("--project yes --rhs b.npy" + flags)

    def test_any_number_of_threads(self):
        self.save("b.npy", np.random.default_rng(5).normal(size=(34, 33, 35)))  # more than one block of rows
        for method in METHODS:
            flags = f"--project yes --tolerance 1e-2 --method {method}" + (" --net net3.ckpt" if method == "net" else "")
            x, _ = self.solve("--rhs b.npy --threads 1 " + flags)
            self.assertTrue((self.solve("--rhs b.npy --threads 2 " + flags)[0] == x).all())

    def test_any_scale(self):
        self.save("tiny.npy", np.load(self.path("b.npy")) * 2.0**-700)
        for method in METHODS:
            flags = f"--mask mask.npy --method {method}" + (" --net net2.ckpt" if method == "net" else "")
            x, _ = self.solve("--rhs b.npy " + flags)
            self.assertTrue((self.solve("--rhs tiny.npy " + flags)[0] == x * 2.0**-700).all())

    def test_nothing_to_do(self):
        self.save("b.npy", np.zeros((5, 6)))
        for method in METHODS:
            x, told = self.solve(f"--rhs b.npy --method {method}" + (" --net net2.ckpt" if method == "net" else ""))
            self.assertIn(f"solved: {method}, 0 iterations, relative residual 0;", told)
            self.assertTrue((x == 0).all())

    def test_memory_is_told_and_asked_for(self):
        _, told = self.solve("--rhs b.npy --mask mask.npy")
        self.assertRegex(told, r"\nmemory: 40\.\d MB \(program 40\.0 MB\); ")
        done = self.run_poisson("--rhs b.npy --mask mask.npy --memory 0.01 --out x.npy", code=2)
        self.assertIn("error: not enough memory: this needs 40", done.stderr)
        self.run_poisson("--rhs b.npy --mask mask.npy --memory 0.01 --force --out x.npy")


unittest_xml.add_cases(Results, "method", {method: method for method in METHODS}, solves)


# --- bad input ------------------------------------------------------------------------------------------------------

RHS = "--rhs {0} --out x.npy"
MASK = "--rhs b.npy --mask {0} --out x.npy"
BOTH = "--rhs b.npy --mask mask.npy --out x.npy "
NET = BOTH + "--method net --net "
# what is run -> what the one line on standard error says
BAD = {
    "range": ("--rhs rooms_b.npy --mask rooms.npy --out x.npy",
              "--rhs: rooms_b.npy: right-hand side: not in the range of the operator, its sum over component 2 of 2 "
              "(12 cells, the first at (4, 0)) must be 0, got 3; --project yes takes out what is not"),
    "in_a_solid": ("--rhs solid_b.npy --mask other_mask.npy --out x.npy",
                   "--rhs: solid_b.npy: right-hand side: must be finite, and 0 where there is no fluid, got "),
    "nan": ("--rhs nan.npy --mask mask.npy --out x.npy",
            "--rhs: nan.npy: row 3, column 4 (from 0): is not a number (NaN)"),
    "inf": ("--rhs inf.npy --out x.npy", "--rhs: inf.npy: entry (3, 4, 2) (from 0): is infinite"),
    "nan_of_the_mask": (MASK.format("nan.npy"), "--mask: nan.npy: row 3, column 4 (from 0): is not a number (NaN)"),
    "mask_of_another_shape": (MASK.format("turned.npy"),
                              "--mask: turned.npy: its shape is 9 x 12, and that of --rhs b.npy 12 x 9"),
    "mask_of_another_dimension": (MASK.format("solid_mask.npy"),
                                  "--mask: solid_mask.npy: its shape is 6 x 5 x 7, and that of --rhs b.npy 12 x 9"),
    "mask_of_other_numbers": ("--rhs solid_b.npy --mask half.npy --out x.npy",
                              "--mask: half.npy: entry (5, 1, 6) must be 0 (solid), 1 (fluid) or 2 (free), and is 0.5"),
    "mask_of_bytes": (MASK.format("bytes.npy"), "--mask: bytes.npy: entry (0, 0) must be 0 (solid), 1 (fluid) or 2"),
    "all_solid": (MASK.format("zeros.npy"), "--mask: zeros.npy: GridMask: none of the 108 cells is fluid"),
    "one_axis": (RHS.format("vector.npy"), "--rhs: vector.npy: Grid: there must be 2 or 3 extents, got 1"),
    "four_axes": (RHS.format("four.npy"), "--rhs: four.npy: Grid: there must be 2 or 3 extents, got 4"),
    "no_cells": (RHS.format("empty.npy"), "--rhs: empty.npy: Grid: extents must be at least 1"),
    "truncated": (RHS.format("cut.npy"), "--rhs: cut.npy: is cut off: 12 x 9 entries <f8 need 864 bytes, and 863 follow"),
    "truncated_mask": (MASK.format("cut.npy"), "--mask: cut.npy: is cut off"),
    "not_npy": (RHS.format("text.npy"), "--rhs: text.npy: not a .npy file"),
    "text": (RHS.format("b.csv"), "--rhs: must be an array, .npy or a member of .npz (got 'b.csv')"),
    "absent": (RHS.format("absent.npy"), "--rhs: absent.npy: there is no such file"),
    "absent_mask": (MASK.format("absent.npy"), "--mask: absent.npy: there is no such file"),
    "no_rhs": ("--mask mask.npy --out x.npy", "--rhs: is needed"),
    "no_out": ("--rhs b.npy", "--out: must name a .npy"),
    "out_ending": ("--rhs b.npy --out x.csv", "--out: must name a .npy file (got 'x.csv')"),
    "out_is_rhs": ("--rhs b.npy --mask mask.npy --out b.npy", "--out: is the same file as --rhs b.npy (got 'b.npy')"),
    "out_is_mask": ("--rhs b.npy --mask mask.npy --out link.npy",
                    "--out: is the same file as --mask mask.npy (got 'link.npy')"),
    "out_is_net": (NET + "net.npy --out net.npy", "--out: is given more than once"),
    "no_directory": ("--rhs b.npy --out none/x.npy", "--out: there is no directory for it (got 'none/x.npy')"),
    "out_is_a_directory": ("--rhs b.npy --out folder.npy", "--out: is a directory (got 'folder.npy')"),
    "tolerance_of_0": (BOTH + "--tolerance 0", "--tolerance: must be a number from 1e-15 to 1 (got '0')"),
    "negative_tolerance": (BOTH + "--tolerance -1e-6", "--tolerance: must be a number from 1e-15 to 1 (got '-1e-6')"),
    "nan_tolerance": (BOTH + "--tolerance nan", "--tolerance: must be a number from 1e-15 to 1 (got 'nan')"),
    "iterations": (BOTH + "--iterations -1", "--iterations: must be an integer from 0 to 100000000 (got '-1')"),
    "method": (BOTH + "--method amg", "--method: must be one of multigrid|cg|jacobi|ic0|deflation|net (got 'amg')"),
    "project": (BOTH + "--project maybe", "--project: must be one of no|yes (got 'maybe')"),
    "flag": (BOTH + "--tolerence 1", "--tolerence: no such flag; did you mean --tolerance?"),
    "deflation_of_two_cells": ("--rhs lone_b.npy --mask lone.npy --method deflation --out x.npy",
                               "--method deflation: is not for this mask: Deflation: A is not positive definite"),
    "no_net": (BOTH + "--method net", "--net: is needed by --method net"),
    "net_of_another_method": (BOTH + "--net net2.ckpt", "--net: is for --method net (got 'net2.ckpt')"),
    "net_of_another_dimension": (NET + "net3.ckpt",
                                 "--net: net3.ckpt: GridNet: a net of 3 dimensions cannot act on a grid of 12 x 9"),
    "absent_net": (NET + "absent.ckpt", "--net: absent.ckpt: there is no such file"),
    "truncated_net": (NET + "cut.ckpt", "--net: cannot read checkpoint "),
    "no_checkpoint": (NET + "b.npy", "--net: cannot read checkpoint "),
}


class BadInput(InDirectory):
    def setUp(self):
        super().setUp()
        rooms = np.ones((8, 3), dtype=int)
        rooms[3] = 0
        b = np.zeros(rooms.shape)
        b[0, 0], b[1, 1], b[5, 2] = 1, -1, 3
        self.save("rooms.npy", rooms)
        self.save("rooms_b.npy", b)
        lone = np.zeros((8, 8))
        lone[1, 1] = lone[3, 3] = 1
        self.save("lone.npy", lone)
        self.save("lone_b.npy", np.zeros((8, 8)))
        bad = np.load(self.path("b.npy"))
        bad[3, 4] = np.nan
        self.save("nan.npy", bad)
        bad = np.load(self.path("solid_b.npy"))
        bad[3, 4, 2] = -np.inf
        self.save("inf.npy", bad)
        self.save("other_mask.npy", domain((6, 5, 7), seed=9))
        self.save("turned.npy", self.flat.T)
        half = self.solid.astype(float)
        half[5, 1, 6] = 0.5
        self.save("half.npy", half)
        self.save("bytes.npy", np.full((12, 9), 255, dtype=np.uint8))
        self.save("zeros.npy", np.zeros((12, 9)))
        self.save("vector.npy", np.zeros(12))
        self.save("four.npy", np.zeros((2, 2, 2, 2)))
        self.save("empty.npy", np.zeros((0, 9)))
        self.write("cut.npy", self.read("b.npy")[:-1])
        self.write("cut.ckpt", self.read("net2.ckpt")[:-1])
        self.write("text.npy", b"1,2\n3,4\n")
        self.write("b.csv", b"1,-1\n")
        self.write("net.npy", self.read("net2.ckpt"))
        os.symlink("mask.npy", self.path("link.npy"))
        os.mkdir(self.path("folder.npy"))

    def contents(self):
        return {name: self.read(name) for name in sorted(os.listdir(self.directory)) if os.path.isfile(self.path(name))}

    def fails(self, flags, code, expected, **options):
        """One line on standard error, that exit code, and no file has changed."""
        self.write("x.npy", b"earlier")
        before = self.contents()
        done = self.run_poisson(flags, code=code, **options)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("error: " + expected), done.stderr)
        self.assertEqual(self.contents(), before)
        return done

    def test_good_input_changes_the_file(self):  # or nothing above is seen
        with self.assertRaises(AssertionError):
            self.fails(BOTH, 0, "")
        self.write("x.npy", b"earlier")
        before = self.contents()
        self.run_poisson(BOTH)
        self.assertNotEqual(self.contents(), before)

    def test_every_truncation_is_an_error(self):
        for name, flags in (("b.npy", "--rhs t.npy"), ("mask.npy", "--rhs b.npy --mask t.npy"),
                            ("net2.ckpt", "--rhs b.npy --mask mask.npy --method net --net t.npy")):
            whole = self.read(name)
            for size in range(0, len(whole), 97):
                self.write("t.npy", whole[:size])
                self.fails(flags + " --out x.npy", 2, flags.split()[-2] + ": ")

    def test_a_directory_that_cannot_be_written_to(self):
        os.mkdir(self.path("closed"), mode=0o500)
        if os.access(self.path("closed"), os.W_OK):  # root may write everywhere, he believes
            self.fails("--rhs b.npy --mask mask.npy --out /proc/x.npy", 1, "cannot write /proc/x.npy: ")
        else:
            self.fails("--rhs b.npy --mask mask.npy --out closed/x.npy", 2,
                       "--out: its directory cannot be written to: Permission denied (got 'closed/x.npy')")

    def test_a_full_disk_leaves_the_earlier_file(self):
        self.save("large.npy", np.random.default_rng(1).normal(size=(60, 60, 60)))
        limit = (1000000, 1000000)
        done = self.fails("--rhs large.npy --project yes --out x.npy", 1, "cannot write ",
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit))
        self.assertIn("File too large", done.stderr)

    def test_no_convergence(self):
        for method in METHODS:
            net = "--net net2.ckpt " if method == "net" else ""
            flags = f"{BOTH}--method {method} {net}--tolerance 1e-10 --iterations 2"
            done = self.fails(flags, 3, f"--method {method}: did not converge: relative residual ")
            told = re.search(r"residual (\S+) after 2 iterations \(--iterations\), not --tolerance 1e-10; nothing",
                             done.stderr)
            self.assertLess(1e-10, float(told[1]))
        self.run_poisson(f"{BOTH}--method cg --tolerance 1e-10 --iterations 200")  # and with enough of them it does

    def test_a_net_that_overflows(self):
        self.write("wild.ckpt", net_bytes(2, scale=1e30))
        self.fails(NET + "wild.ckpt", 3, "--method net: ConjugateDirections: in step 1 f gave a direction that is not "
                   "finite; nothing was written")

    def test_help_and_version(self):
        help_text = self.run_poisson("--help").stdout
        for flag in ("--rhs", "--mask", "--method", "--net", "--tolerance", "--iterations", "--project", "--threads",
                     "--memory", "--out"):
            self.assertIn(flag, help_text)
        self.assertRegex(self.run_poisson("--version").stdout, r"^poisson of hadamard-ntk, commit \S+\n$")


unittest_xml.add_cases(BadInput, "refused", BAD, lambda self, case: self.fails(case[0], 2, case[1]))


class Readme(unittest.TestCase):
    def test_session(self):
        session = readme_session.Session(README, "poisson")
        self.assertGreater(len(session.commands), 3)
        with tempfile.TemporaryDirectory() as directory:
            session.compare(self, PROGRAM, directory)


if __name__ == "__main__":
    unittest_xml.main()
