#!/usr/bin/env python3
"""update_readme.py replaces what commands printed, of the blocks that were asked for, and nothing else."""
import os
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import unittest_xml  # noqa: E402

FENCED = "<!-- output of: echo one -->\n```\nold\n```\n"
MARKDOWN = "<!-- output of: echo two; echo -->\nold\n<!-- end -->\n"
TEXT = f"# Title\n{FENCED}between\n{MARKDOWN}end\n"


class UpdateReadmeTest(unittest.TestCase):
    def update(self, text, *flags):
        with tempfile.TemporaryDirectory() as directory:
            path = os.path.join(directory, "README.md")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            run = subprocess.run([sys.executable, os.path.join("tools", "update_readme.py"), *flags, path],
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, check=False)
            with open(path, encoding="utf-8") as file:
                return run, file.read()

    def test_blocks_hold_what_their_commands_print(self):
        run, text = self.update(TEXT)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(text, TEXT.replace("```\nold", "```\none").replace("-->\nold", "-->\ntwo"))

    def test_only_those_asked_for(self):
        run, text = self.update(TEXT, "--only", "echo two")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertEqual(text, TEXT.replace("-->\nold", "-->\ntwo"))

    def test_nothing_is_written_when_a_command_fails_or_no_block_is_there(self):
        for text, flags, fault in ((TEXT.replace("echo two; echo", "exit 3"), (), "exit status 3 of: exit 3"),
                                   ("# Title\n", (), "no block"), (TEXT, ("--only", "three"), "...three...")):
            run, after = self.update(text, *flags)
            self.assertEqual(run.returncode, 1)
            self.assertIn(fault, run.stderr)
            self.assertEqual(after, text)


if __name__ == "__main__":
    unittest_xml.main()
