#!/usr/bin/env python3
"""codecheck.py writes what was recorded, and nothing if a file is not what was recorded."""
import hashlib
import json
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import codecheck  # noqa: E402
import unittest_xml  # noqa: E402

PAPER_H = '''return {.id = "nets",
          .key = "A2022",
          .title = "On \\u00abnets\\u00bb: a study",
          .authors = "A, B",
          .venue = "C 2022 (arXiv:2209.07736)"};'''
DOCUMENT = {"git": "0123", "seed": 7, "started": "2026-01-02T03:04:05Z",
            "claims": [{"id": "nets/theorem_1", "verdict": "confirmed"}, {"id": "nets/theorem_7", "verdict": "contradicted"}]}
FILES = {"decay.csv": "k,mu\n", "decay.svg": "<svg/>", "decay.json": json.dumps(DOCUMENT)}
WANTED = '''---
version: https://codecheck.org.uk/spec/config/2.0/
paper:
  title: "On «nets»: a study"
  authors:
    - name: "A"
    - name: "B"
  reference: https://doi.org/10.48550/arXiv.2209.07736
manifest:
  - file: decay/decay.csv
    comment: "How it falls: the numbers"
  - file: decay/decay.json
    comment: "decay: claims, verdicts, configuration and provenance"
  - file: decay/decay.svg
    comment: "How it falls: the figure"
summary: "2 printed claims checked: 1 confirmed, 1 contradicted. Commit 0123; seed 7."
check_time: "2026-01-02T03:04:05Z"
'''


class CodeCheck(unittest.TestCase):
    def setUp(self):
        self.root = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.root)
        self.results = os.path.join(self.root, "results")
        self.write("experiments/nets/paper.h", PAPER_H.encode().decode("unicode_escape"))
        for name, text in FILES.items():
            self.write("results/decay/" + name, text)
        self.record()

    def write(self, path, text):
        path = os.path.join(self.root, path)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)

    def record(self, failure=None):
        run = {"failure": failure, "quick": False, "figures": [{"stem": "decay", "title": "How it falls"}],
               "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, text in FILES.items()}}
        self.write("results/reproduce.json", json.dumps({"experiments": {"decay": run}}))

    def test_writes_what_was_recorded(self):
        self.assertEqual(codecheck.codecheck(self.root, self.results, "nets"), WANTED)

    def test_refuses_what_was_not(self):
        for path, says in (("decay/decay.csv", "is not the file that was recorded"), ("decay/decay.svg", "is missing"),
                           ("reproduce.json", "there is no reproduce.json")):
            with self.subTest(path):
                self.setUp()
                if path.endswith(".csv"):
                    self.write("results/" + path, "k,mu\n0,1\n")
                else:
                    os.remove(os.path.join(self.results, path))
                with self.assertRaisesRegex(codecheck.Unfit, says):
                    codecheck.codecheck(self.root, self.results, "nets")

    def test_refuses_a_failed_run_and_another_paper(self):
        self.write("experiments/others/paper.h", PAPER_H)
        with self.assertRaisesRegex(codecheck.Unfit, "no experiment of others"):
            codecheck.codecheck(self.root, self.results, "others")
        self.record("no luck")
        with self.assertRaisesRegex(codecheck.Unfit, "decay failed: no luck"):
            codecheck.codecheck(self.root, self.results, "nets")


if __name__ == "__main__":
    unittest_xml.main()
