#!/usr/bin/python3
"""The choice of an instruction set, on planted processors and planted packages; nothing compiled is needed."""
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = ["tools"]
import unittest_xml  # noqa: E402

# Not as a part of hadamard_ntk, which would load the compiled part.
SPEC = importlib.util.spec_from_file_location("processor", "python/hadamard_ntk/processor.py")
processor = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(processor)

WIDEST = processor.NEEDS["avx512"]


def levels_of_glibc():
    """Of x86-64 on this machine, by the dynamic linker's own questions to the processor: v2, v3, ..."""
    done = subprocess.run(["/lib64/ld-linux-x86-64.so.2", "--help"], check=True, stdout=subprocess.PIPE, text=True)
    return re.findall(r"x86-64-(v\d) \(supported", done.stdout)


class Choice(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)

    def wheel(self, *sets):
        for name in sets or processor.NEEDS:
            os.makedirs(os.path.join(self.directory, "lib", name))

    def choice(self, has, wanted=None):
        path = [self.directory]
        name = processor.put_on(path, has, wanted)
        self.assertEqual(path[1:], [] if name == "native" else [f"{self.directory}/lib/{name}"])
        return name

    def refused(self, text, has, wanted=None):
        path = [self.directory]
        with self.assertRaises(ImportError) as caught:
            processor.put_on(path, has, wanted)
        self.assertEqual(str(caught.exception), text)
        self.assertEqual(path, [self.directory])

    def test_the_widest_that_runs(self):
        self.wheel()
        self.assertEqual(self.choice(WIDEST | {"amx_tile"}), "avx512")
        self.assertEqual(self.choice(processor.NEEDS["avx2"]), "avx2")
        self.assertEqual(self.choice(frozenset()), "baseline")
        for flag in WIDEST:
            of_v3 = flag in processor.NEEDS["avx2"]
            self.assertEqual(self.choice(WIDEST - {flag}), "baseline" if of_v3 else "avx2", flag)

    def test_the_widest_that_is_there(self):
        self.wheel("baseline", "avx2")
        self.assertEqual(self.choice(WIDEST), "avx2")
        self.refused("HADAMARD_NTK_ISA=avx512: there is no such code here, only baseline, avx2", WIDEST, "avx512")

    def test_the_one_that_is_named(self):
        self.wheel()
        for name in processor.NEEDS:
            self.assertEqual(self.choice(WIDEST, name), name)
        self.assertEqual(self.choice(WIDEST, ""), "avx512")
        self.refused("HADAMARD_NTK_ISA=sse9: there is no such code here, only baseline, avx2, avx512", WIDEST, "sse9")
        self.refused("HADAMARD_NTK_ISA=avx512: by /proc/cpuinfo the processor has no avx512bw, avx512f",
                     WIDEST - {"avx512f", "avx512bw"}, "avx512")

    def test_native(self):
        with open(os.path.join(self.directory, "_hadamard_ntk.so"), "wb"):
            pass
        self.wheel()
        self.assertEqual(self.choice(frozenset()), "native")
        self.assertEqual(self.choice(frozenset(), "native"), "native")
        self.refused("HADAMARD_NTK_ISA=avx2: there is no such code here, only native", WIDEST, "avx2")

    def test_nothing_is_there(self):
        self.refused(f"{self.directory} has no _hadamard_ntk.so, nor any in lib; python/README.md says how to build it",
                     WIDEST)


class Flags(unittest.TestCase):
    def read(self, text):
        with tempfile.NamedTemporaryFile("w") as file:
            file.write(text)
            file.flush()
            return processor.flags(file.name)

    def test_file(self):
        text = "processor\t: 0\nflags\t\t: fpu avx2  fma\nbugs\t\t: x\n\nprocessor\t: 1\nflags\t\t: fpu avx512f\n"
        self.assertEqual(self.read(text), {"fpu", "avx2", "fma"})
        self.assertEqual(self.read("processor\t: 0\nFeatures\t: fp asimd\n"), set())
        self.assertEqual(processor.flags("/proc/no_such_file"), set())

    def test_this_machine(self):
        """As glibc finds it."""
        levels, has = levels_of_glibc(), processor.flags()
        self.assertEqual(processor.NEEDS["avx2"] <= has, "v3" in levels)
        self.assertEqual(processor.NEEDS["avx512"] <= has, "v4" in levels)


if __name__ == "__main__":
    unittest_xml.main()
