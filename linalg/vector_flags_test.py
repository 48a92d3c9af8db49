#!/usr/bin/env python3
"""A program links if and only if its files and the library were compiled with the same vector flags (vector_flags.h)."""
import itertools
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, "tools")
import unittest_xml  # noqa: E402

# What linalg/BUILD compiles each part with -> what the name asked for says, what the processor must have.
FLAGS = {
    "sse": ("<16, 16>", "sse2"),
    "avx": ("<32, 32>", "avx2"),
    "avx512": ("<64, 64>", "avx512f"),
    "aligned": ("<16, 32>", "sse2"),  # the registers of "sse", but Eigen told to align to 32 bytes
}
NAME = "library_was_compiled_with_others"


def archive(part, flags):
    return f"linalg/libvector_flags_{part}_{flags}.a"


def linker(path):
    """The compiler, with its options, that links what was compiled under --config=asan, tsan, or neither."""
    with open(path, "rb") as file:
        content = file.read()
    for mark, sanitizer in ((b"__asan_init", "address,undefined"), (b"__tsan_init", "thread")):
        if mark in content:
            return ["clang++-14", f"-fsanitize={sanitizer}"]
    return ["g++"]


def processor():
    with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
        return next(line for line in cpuinfo if line.startswith("flags")).split()


class VectorFlags(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.program = os.path.join(self.directory.name, "program")

    def tearDown(self):
        self.directory.cleanup()

    def link(self, main, other, library):
        files = [archive("main", main), archive("other", other), archive("library", library)]
        # As Bazel links: sections that nothing refers to are dropped.
        return subprocess.run([*linker(files[0]), *files, "-Wl,--gc-sections", "-o", self.program],
                              capture_output=True, text=True, check=False)

    def test_the_same_flags_link_and_compute(self):
        ran = 0
        for flags, (_, feature) in FLAGS.items():
            done = self.link(flags, flags, flags)
            self.assertEqual((done.returncode, done.stderr), (0, ""), flags)
            if feature in processor():  # another machine's instructions are linked, not run
                self.assertEqual(subprocess.check_output([self.program], text=True), "6 35\n", flags)
                ran += 1
        self.assertGreaterEqual(ran, 2)

    def test_different_flags_do_not_link(self):
        refused = 0
        for main, other, library in itertools.product(FLAGS, repeat=3):
            if main == other == library:
                continue
            done = self.link(main, other, library)
            with self.subTest(main=main, other=other, library=library):
                self.assertNotEqual(done.returncode, 0)
                # The error names the cause, and the flags of each file that is unlike the library.
                for flags in {main, other} - {library}:
                    self.assertIn(f"VectorFlags{FLAGS[flags][0]}::{NAME}", done.stderr)
                self.assertNotIn(f"VectorFlags{FLAGS[library][0]}::{NAME}", done.stderr)
            refused += 1
        self.assertEqual(refused, len(FLAGS) ** 3 - len(FLAGS))

    def test_names_tell_the_registers(self):
        """Weak copies of one template do not meet either: no symbol of ours that depends on registers is shared."""
        symbols = {}
        for flags in ("sse", "avx", "avx512"):
            listing = subprocess.check_output(["nm", "-C", archive("library", flags)], text=True)
            symbols[flags] = {line[19:] for line in listing.splitlines() if "hadamard_ntk::" in line}
            self.assertTrue(any("AddStripProduct<double>" in symbol for symbol in symbols[flags]), listing)
        for a, b in itertools.combinations(symbols.values(), 2):
            self.assertEqual(a & b, set())


if __name__ == "__main__":
    unittest_xml.main()
