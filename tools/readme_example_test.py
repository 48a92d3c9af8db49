#!/usr/bin/env python3
"""Is the example in a library's README the program that is compiled, and does that program print what stands there?

usage: readme_example_test.py BINARY SOURCE README
"""
import math
import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.join(os.environ.get("TEST_SRCDIR", ""), os.environ.get("TEST_WORKSPACE", ""), "tools"))
import unittest_xml

BINARY, SOURCE, README = sys.argv[1:4]


NUMBER = re.compile(r"-?\d[\d.]*(?:e[-+]\d+)?")


def cpp_blocks(text):
    return re.findall(r"```cpp\n(.*?)```", text, re.S)


def printed(text):
    return re.findall(r"^It prints\n\n```\n(.*?)```", text, re.M | re.S)


def same(shown, output):
    """The same words, and numbers to a relative 1e-6: machines with other registers round differently."""
    pairs = zip(map(float, NUMBER.findall(shown)), map(float, NUMBER.findall(output)))
    return NUMBER.sub("", shown) == NUMBER.sub("", output) and all(math.isclose(a, b, rel_tol=1e-6) for a, b in pairs)


class ReadmeExampleTest(unittest.TestCase):
    def test_readme_shows_the_source(self):
        with open(SOURCE, encoding="utf-8") as source, open(README, encoding="utf-8") as readme:
            self.assertIn(source.read(), cpp_blocks(readme.read()))

    def test_a_changed_example_would_be_seen(self):
        with open(SOURCE, encoding="utf-8") as source:
            changed = source.read().replace("int main", "int  main", 1)
        with open(README, encoding="utf-8") as readme:
            self.assertNotIn(changed, cpp_blocks(readme.read()))

    def test_readme_shows_what_it_prints(self):
        done = subprocess.run([os.path.abspath(BINARY)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        with open(README, encoding="utf-8") as readme:
            shown = printed(readme.read())
        self.assertEqual(len(shown), 1)
        self.assertTrue(same(shown[0], done.stdout), done.stdout)
        self.assertFalse(same(shown[0].replace(NUMBER.search(shown[0])[0], "17", 1), done.stdout))
        self.assertFalse(same(shown[0] + "more", done.stdout))


if __name__ == "__main__":
    unittest_xml.main()
