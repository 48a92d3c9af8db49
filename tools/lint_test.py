#!/usr/bin/env python3
"""This source tree keeps the house rules of lint.py: one test case per rule."""
import os
import sys
import unittest

sys.dont_write_bytecode = True  # the directory of this file is the source tree
import lint  # noqa: E402
import unittest_xml  # noqa: E402

# The runfile is a link to the file in the source tree.
ROOT = os.path.dirname(os.path.realpath("WORKSPACE"))


class SourceTree(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.tree = lint.Tree(ROOT)

    def test_is_the_source_tree(self):
        for path in ("WORKSPACE", "tools/lint.py", "ntk/BUILD", "spectral/BUILD", "models/BUILD", "experiments/BUILD"):
            self.assertIn(path, self.tree.lines)


def keeps(self, check):
    faults = sorted(check(self.tree))
    if faults:
        self.fail("\n" + "\n".join(f"{path}:{line}: {message}" for path, line, message in faults))


unittest_xml.add_cases(SourceTree, "rule", lint.RULES, keeps)

if __name__ == "__main__":
    unittest_xml.main()
