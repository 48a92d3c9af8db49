#!/usr/bin/python3
"""The wheel of hadamard_ntk, installed by pip into a fresh venv without a network: what it holds, which code it loads,
and ten lines with it, bit for bit as the command line that was compiled for the same instruction set has them."""
import base64
import glob
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import unittest_xml  # noqa: E402
from processor_test import levels_of_glibc  # noqa: E402

REGISTERS = {"baseline": 16, "avx2": 32, "avx512": 64}  # bytes
RUNNABLE = ["baseline"] + [isa for level, isa in (("v3", "avx2"), ("v4", "avx512")) if level in levels_of_glibc()]
BUNDLED = {"libfftw3.so.3", "libfmt.so.9", "libgmp.so.10", "libmpfr.so.6", "libtbb.so.12", "libtbbmalloc.so.2"}

NET = "dense(1.5,.05) gelu | dense relu * dense | readout"
LINES = """
import numpy as np
import hadamard_ntk as hn

kernel = hn.dense(1.5, {bias}) >> hn.gelu >> (hn.dense() >> hn.relu) * hn.dense() >> hn.readout()
x, y, z = (np.load(name + ".npy") for name in "xyz")
np.save("gram.npy", kernel(x, z))
spectrum = kernel.spectrum(d=5, k_max=40)
np.save("spectrum.npy", np.transpose([spectrum.degree, spectrum.multiplicity, spectrum.eigenvalue, spectrum.bound]))
np.save("predict.npy", hn.KernelRegression(kernel, ridge=.1).fit(x, y).predict(z))
print(hn.instruction_set)
"""
COMMANDS = {"gram": "--x x.npy --z z.npy", "spectrum": "--d 5 --k_max 40",
            "predict": "--x x.npy --y y.npy --z z.npy --ridge .1"}


class Wheel(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.directory = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.directory)
        [cls.wheel] = glob.glob("python/wheel/*")
        cls.venv = os.path.join(cls.directory, "venv")
        # NumPy is the machine's, since there is no network.
        subprocess.run([sys.executable, "-m", "venv", "--system-site-packages", cls.venv], check=True)
        cls.python = os.path.join(cls.venv, "bin/python")
        pip = [cls.python, "-m", "pip", "-q", "--no-cache-dir"]
        subprocess.run([*pip, "install", "--no-index", cls.wheel], check=True)
        random = np.random.default_rng(5)
        x, z = random.normal(size=(60, 6)), random.normal(size=(25, 6))
        for name, array in (("x", x), ("y", np.sin(x[:, :2])), ("z", z)):
            np.save(os.path.join(cls.directory, name + ".npy"), array)

    def run_python(self, lines, isa=None):
        environment = {name: value for name, value in os.environ.items() if name != "HADAMARD_NTK_ISA"}
        if isa is not None:
            environment["HADAMARD_NTK_ISA"] = isa
        return subprocess.run([self.python, "-I", "-c", lines], cwd=self.directory, env=environment, check=False,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)

    def load(self, name):
        return np.load(os.path.join(self.directory, name + ".npy"))

    def ten_lines(self, isa=None, bias=".05"):
        done = self.run_python(LINES.format(bias=bias), isa)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout.strip(), {name: self.load(name) for name in COMMANDS}

    def command_line(self, isa):
        program = os.path.abspath(f"python/programs/{isa}/ntk")
        for name, flags in COMMANDS.items():
            subprocess.run([program, name, "--net", NET, *shlex.split(flags), "--out", f"{name}_of_ntk.npy"],
                           cwd=self.directory, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        return {name: self.load(f"{name}_of_ntk") for name in COMMANDS}

    def same_bits(self, isa):
        expected = self.command_line(isa)
        loaded, found = self.ten_lines(isa)
        self.assertEqual(loaded, isa)
        _, other = self.ten_lines(isa, bias=".0500001")
        for name, array in expected.items():
            self.assertEqual((array.dtype, array.size > 40), (np.float64, True))
            np.testing.assert_array_equal(found[name], array, name)
            self.assertFalse(np.array_equal(other[name], array), name)

    def test_default(self):
        loaded, found = self.ten_lines()
        self.assertEqual(loaded, RUNNABLE[-1])
        for name, array in self.command_line(RUNNABLE[-1]).items():
            np.testing.assert_array_equal(found[name], array, name)
        if len(RUNNABLE) > 1:  # with fused multiply-adds; else any set's code would pass for any other's
            self.assertFalse(np.array_equal(found["gram"], self.ten_lines("baseline")[1]["gram"]))

    def test_unknown_set(self):
        done = self.run_python("import hadamard_ntk", "sse9")
        self.assertEqual(done.returncode, 1)
        self.assertTrue(done.stderr.endswith("ImportError: HADAMARD_NTK_ISA=sse9: there is no such code here, "
                                             "only baseline, avx2, avx512\n"), done.stderr)

    def test_loads_one_set_and_its_own_libraries(self):
        for isa in RUNNABLE:
            done = self.run_python("import hadamard_ntk as hn, numpy as np\nhn.polynomial_net(2)(np.ones((500, 2)))\n"
                                   "print(open('/proc/self/maps').read())", isa)
            self.assertEqual(done.returncode, 0, done.stderr)
            mapped = {os.path.realpath(path) for path in re.findall(r"\s(/\S+\.so\S*)", done.stdout)}
            lib = os.path.realpath(glob.glob(f"{self.venv}/lib/python3*/site-packages/hadamard_ntk/lib")[0])
            inside = {os.path.relpath(path, lib) for path in mapped if path.startswith(lib + "/")}
            self.assertEqual(inside, {f"{isa}/_hadamard_ntk.so"} | BUNDLED)
            outside = {os.path.basename(path).split(".so")[0] for path in mapped if not path.startswith(lib + "/")}
            self.assertFalse(outside & {name.split(".so")[0] for name in BUNDLED})
            self.assertIn("libstdc++", outside)

    def test_record(self):
        with zipfile.ZipFile(self.wheel) as file:
            contents = {name: file.read(name) for name in file.namelist()}
        name, version, *tags = os.path.basename(self.wheel)[:-len(".whl")].split("-")
        info = f"{name}-{version}.dist-info"
        rows = [line.split(",") for line in contents[f"{info}/RECORD"].decode().splitlines()]
        self.assertEqual({row[0] for row in rows}, set(contents))
        for path, digest, size in rows:
            if path.endswith("/RECORD"):
                continue
            sha256 = base64.urlsafe_b64encode(hashlib.sha256(contents[path]).digest()).decode().rstrip("=")
            self.assertEqual((digest, int(size)), ("sha256=" + sha256, len(contents[path])), path)
        with open("CITATION.cff", encoding="utf-8") as file:
            self.assertIn(f"\nversion: {version}\n", file.read())
        self.assertIn(f"\nTag: {'-'.join(tags)}\n", contents[f"{info}/WHEEL"].decode())
        self.assertEqual(tags, ["cp{0}{1}".format(*sys.version_info)] * 2 + ["linux_x86_64"])
        self.assertEqual({path.split("/")[2] for path in contents if path.startswith("hadamard_ntk/lib/")},
                         set(REGISTERS) | BUNDLED)
        licences = {path.split("/")[-1]: text.decode() for path, text in contents.items()
                    if path.startswith(info + "/licenses/")}
        for package in ("libfftw3-double3", "libfmt9", "libgmp10", "libmpfr6", "libtbb12", "libtbbmalloc2",
                        "libboost-dev", "libeigen3-dev", "pybind11-dev"):
            self.assertIn("opyright", licences[package])
        self.assertIn("GNU GENERAL PUBLIC LICENSE", licences["GPL-2"])
        self.assertIn("MIT License", contents[f"{info}/LICENSE"].decode())

    def test_machine_code(self):
        """Each set's code has its registers, and nothing wider; what is written for registers agrees on their size."""
        for isa, size in REGISTERS.items():
            path = f"python/lib/{isa}/_hadamard_ntk.so"
            with open(path, "rb") as file:
                self.assertEqual(set(re.findall(rb"registers_of_(\d+)_bytes", file.read())), {b"%d" % size})
            found = set()
            command = ["objdump", "-d", "--no-show-raw-insn", path]
            with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as listing:
                for line in listing.stdout:
                    if re.search(r"%zmm|%[xy]mm(1[6-9]|[23]\d)|\{%k", line):
                        found.add("avx512")
                    elif re.search(r"\tv(?!err|erw)[a-z0-9]+ ", line):
                        found.add("avx2")
            self.assertEqual(listing.returncode, 0)
            self.assertEqual(found, {"baseline": set(), "avx2": {"avx2"}, "avx512": {"avx2", "avx512"}}[isa], isa)


unittest_xml.add_cases(Wheel, "same_bits", {isa: isa for isa in RUNNABLE}, Wheel.same_bits)

if __name__ == "__main__":
    unittest_xml.main()
