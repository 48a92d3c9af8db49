#!/usr/bin/env python3
"""Is the example in a library's README the program that is compiled, and does that program run?

usage: readme_example_test.py BINARY SOURCE README
"""
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ.get("TEST_SRCDIR", ""), os.environ.get("TEST_WORKSPACE", ""), "tools"))
import unittest_xml

BINARY, SOURCE, README = sys.argv[1:4]


def cpp_blocks(text):
    return re.findall(r"```cpp\n(.*?)```", text, re.S)


class ReadmeExampleTest(unittest.TestCase):
    def test_readme_shows_the_source(self):
        with open(SOURCE, encoding="utf-8") as source, open(README, encoding="utf-8") as readme:
            self.assertIn(source.read(), cpp_blocks(readme.read()))

    def test_a_changed_example_would_be_seen(self):
        with open(SOURCE, encoding="utf-8") as source:
            changed = source.read().replace("int main", "int  main", 1)
        with open(README, encoding="utf-8") as readme:
            self.assertNotIn(changed, cpp_blocks(readme.read()))

    def test_example_runs_and_prints(self):
        done = subprocess.run([os.path.abspath(BINARY)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertTrue(done.stdout.strip())


if __name__ == "__main__":
    unittest_xml.main()
