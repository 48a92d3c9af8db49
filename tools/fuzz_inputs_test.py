#!/usr/bin/env python3
"""The program that runs a fuzz target on its inputs fails where it must: on a fault, on no input, on a missing one."""
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import unittest_xml  # noqa: E402

PROGRAM = "tools/planted_fuzz"


class FuzzInputs(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = directory.name

    def run_on(self, *inputs):
        """On files with these contents; None is a name that no file has."""
        paths = []
        for number, content in enumerate(inputs):
            paths.append(os.path.join(self.directory, f"input_{number}"))
            if content is not None:
                with open(paths[-1], "wb") as file:
                    file.write(content)
        # The report of the program is not that of this test.
        environment = {name: value for name, value in os.environ.items() if name != "XML_OUTPUT_FILE"}
        return subprocess.run([PROGRAM, *paths], env=environment, capture_output=True, text=True, check=False)

    def test_good_inputs_pass_and_are_counted(self):
        done = self.run_on(b"", b"good", b"\0\xff")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("[  PASSED  ] 3 tests.", done.stdout)

    def test_no_input_fails(self):
        done = self.run_on()
        self.assertEqual((done.returncode, done.stderr), (2, "no inputs\n"))

    def test_a_missing_input_fails(self):
        done = self.run_on(b"good", None)
        self.assertEqual(done.returncode, 1)
        self.assertIn("input_1 cannot be read", done.stdout)

    def test_a_fault_fails(self):
        self.assertNotEqual(self.run_on(b"good", b"abort").returncode, 0)
        done = self.run_on(b"good", b"throw")
        self.assertEqual(done.returncode, 1)
        self.assertIn("planted", done.stdout)


if __name__ == "__main__":
    unittest_xml.main()
