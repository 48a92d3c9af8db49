#!/usr/bin/env python3
"""compare_results.py sees every change of a number, and none where only words changed."""
import json
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import compare_results  # noqa: E402
import unittest_xml  # noqa: E402

CSV = "k,mu\n0,0.25\n1,0.125\n"
DOCUMENT = {"schema": "decay/1", "git": "a", "seconds": 1.5, "config": {"k_max": 8, "quick": True},
            "claims": [{"id": "theorem_7", "statement": "it decays", "verdict": "contradicted", "slack": None,
                        "measured": {"exponent": 2.5, "text": "2.5"}}]}


def changed(*path, to):
    document = json.loads(json.dumps(DOCUMENT))
    inner = document
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = to
    return {"decay/decay.json": json.dumps(document)}


SAME = {
    "nothing": {},
    "prose": changed("claims", 0, "statement", to="it falls"),
    "the_run": changed("seconds", to=99.0) | {"reproduce.json": "{}"},
    "a_paper": changed("claims", 0, "id", to="polynomial_nets/theorem_7"),
    "a_figure": {"decay/decay.svg": "<svg/>"},
}
DIFFERENT = {
    "a_digit_of_a_table": ({"decay/decay.csv": CSV.replace("0.125", "0.126")}, "decay/decay.csv:3: not the same line"),
    "a_row_less": ({"decay/decay.csv": "k,mu\n0,0.25\n"}, "decay/decay.csv:3: not the same line"),
    "a_number": (changed("claims", 0, "measured", "exponent", to=2.5000000000000004),
                 "decay/decay.json: claims.theorem_7.measured.exponent: 2.5 before, 2.5000000000000004 after"),
    "a_verdict": (changed("claims", 0, "verdict", to="confirmed"),
                  "decay/decay.json: claims.theorem_7.verdict: contradicted before, confirmed after"),
    "a_flag": (changed("config", "quick", to=False), "decay/decay.json: config.quick: true before, false after"),
    "a_slack": (changed("claims", 0, "slack", to=1), "decay/decay.json: claims.theorem_7.slack: null before, 1 after"),
    "another_claim": (changed("claims", 0, "id", to="theorem_8"), None),
    "a_file_more": ({"decay/more.csv": CSV}, "decay/more.csv: only after"),
    "a_file_less": ({"decay/decay.csv": None}, "decay/decay.csv: only before"),
}


class CompareResults(unittest.TestCase):
    def compare(self, files):
        directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, directory)
        before = {"decay/decay.csv": CSV, "decay/decay.json": json.dumps(DOCUMENT), "reproduce.json": "[]"}
        for side, contents in (("before", before), ("after", before | files)):
            for path, text in contents.items():
                if text is not None:
                    os.makedirs(os.path.join(directory, side, os.path.dirname(path)), exist_ok=True)
                    with open(os.path.join(directory, side, path), "w", encoding="utf-8") as file:
                        file.write(text)
        return list(compare_results.differences(*(os.path.join(directory, side) for side in ("before", "after"))))

    def check_same(self, files):
        self.assertEqual(self.compare(files), [])

    def check_different(self, case):
        files, line = case
        found = self.compare(files)
        self.assertTrue(found)
        if line:
            self.assertEqual(found, [line])


unittest_xml.add_cases(CompareResults, "same", SAME, CompareResults.check_same)
unittest_xml.add_cases(CompareResults, "different", DIFFERENT, CompareResults.check_different)

if __name__ == "__main__":
    unittest_xml.main()
