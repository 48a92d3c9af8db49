#!/usr/bin/env python3
"""test_summary.py counts what Bazel's events say, and nothing passes silently."""
import contextlib
import io
import json
import os
import shutil
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
import test_summary  # noqa: E402
import unittest_xml  # noqa: E402

PASS = '<testcase name="a" classname="T"/>'
FAIL = '<testcase name="b" classname="T"><failure message="1 != 2"/></testcase>'
ERROR = '<testcase name="c" classname="T"><error message="exited with 139"/></testcase>'
SKIP = '<testcase name="d" classname="T"><skipped message="no reason"/></testcase>'
NOT_RUN = '<testcase name="e" classname="T" status="notrun"/>'

BUILT = {"id": {"targetCompleted": {"label": "//t:t"}}, "completed": {"success": True}}
NOT_BUILT = {"id": {"targetCompleted": {"label": "//t:u"}}, "completed": {}}
ABORTED = {"id": {"targetCompleted": {"label": "//t:v"}}, "aborted": {"reason": "INCOMPLETE"}}
NOISE = {"id": {"progress": {}}, "progress": {"stderr": "1 passed, 0 failed"}}


def finished(name):
    return {"id": {"buildFinished": {}}, "finished": {"exitCode": {"name": name}}}


class Invocation:
    """What one Bazel left behind, and the count it must get: tests are (label, status, cases or None if no report)."""

    def __init__(self, passed, failed, tests=(), events=(BUILT,), end="SUCCESS", cut=None):
        self.passed, self.failed, self.tests, self.events, self.end, self.cut = passed, failed, tests, events, end, cut


CASES = {
    "all_pass": Invocation(3, 0, [("//t:t", "PASSED", PASS + PASS), ("//t:w", "PASSED", PASS)]),
    "other_events_do_not_count": Invocation(1, 0, [("//t:t", "PASSED", PASS)], [NOISE, BUILT, NOISE]),
    "failed_case": Invocation(1, 1, [("//t:t", "FAILED", PASS + FAIL)], end="TESTS_FAILED"),
    "failed_and_error": Invocation(1, 2, [("//t:t", "FAILED", PASS + FAIL + ERROR)], end="TESTS_FAILED"),
    "failed_case_of_a_passed_test": Invocation(1, 1, [("//t:t", "PASSED", PASS + FAIL)]),
    "crashed_before_its_report": Invocation(0, 1, [("//t:t", "FAILED", None)], end="TESTS_FAILED"),
    "crashed_after_a_pass": Invocation(1, 1, [("//t:t", "FAILED", PASS)], end="TESTS_FAILED"),
    "timed_out": Invocation(1, 1, [("//t:t", "TIMEOUT", None), ("//t:w", "PASSED", PASS)], end="TESTS_FAILED"),
    "flaky": Invocation(1, 1, [("//t:t", "FLAKY", PASS)]),
    "skipped": Invocation(1, 1, [("//t:t", "PASSED", PASS + SKIP)]),
    "not_run": Invocation(1, 1, [("//t:t", "PASSED", PASS + NOT_RUN)]),
    "passed_without_cases": Invocation(1, 1, [("//t:t", "PASSED", ""), ("//t:w", "PASSED", PASS)]),
    "passed_without_report": Invocation(1, 1, [("//t:t", "PASSED", None), ("//t:w", "PASSED", PASS)]),
    "unreadable_report": Invocation(1, 2, [("//t:t", "PASSED", "<broken"), ("//t:w", "PASSED", PASS)]),
    "not_built": Invocation(1, 1, [("//t:t", "PASSED", PASS)], [BUILT, NOT_BUILT], "BUILD_FAILURE"),
    "aborted": Invocation(1, 1, [("//t:t", "PASSED", PASS)], [BUILT, ABORTED], "BUILD_FAILURE"),
    "failed_for_no_stated_reason": Invocation(1, 1, [("//t:t", "PASSED", PASS)], end="PARSING_FAILURE"),
    "no_test": Invocation(0, 1, [], end="NO_TESTS_FOUND"),
    "interrupted": Invocation(1, 1, [("//t:t", "PASSED", PASS)], end=None),
    "cut_in_a_line": Invocation(0, 1, [("//t:t", "PASSED", PASS)], cut=5),
}


class Summary(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.mkdtemp()
        self.addCleanup(shutil.rmtree, self.directory)

    def write(self, name, text):
        path = os.path.join(self.directory, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path

    def report(self, name, cases):
        return self.write(name, f"<testsuites><testsuite>{cases}</testsuite></testsuites>")

    def events(self, name, invocation):
        events = list(invocation.events)
        for number, (label, status, cases) in enumerate(invocation.tests):
            outputs = [{"name": "test.log", "uri": "file:///nowhere/test.log"}]
            if cases is not None:
                path = self.report(f"{name} {number}.report", cases)
                outputs.append({"name": "test.xml", "uri": "file://" + path.replace(" ", "%20")})
            events.append({"id": {"testResult": {"label": label}},
                           "testResult": {"status": status, "testActionOutput": outputs}})
        if invocation.end:
            events.append(finished(invocation.end))
        text = "".join(json.dumps(event) + "\n" for event in events)
        return self.write(name, text[:-invocation.cut] if invocation.cut else text)

    def summary(self, *paths):
        """(exit status, last line printed, number of faults explained)"""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            status = test_summary.main(list(paths))
        return status, out.getvalue().splitlines()[-1], len(err.getvalue().splitlines())

    def test_adds_several_files(self):
        first = self.events("first", Invocation(0, 0, [("//t:t", "PASSED", PASS + PASS)]))
        second = self.events("second", Invocation(0, 0, [("//t:t", "FAILED", PASS + FAIL)], end="TESTS_FAILED"))
        third = self.report("third.xml", PASS)
        self.assertEqual(self.summary(first, third), (0, "3 passed, 0 failed", 0))
        self.assertEqual(self.summary(first, second, third), (1, "4 passed, 1 failed", 1))

    def test_missing_files(self):
        good = self.report("good.xml", PASS)
        absent = os.path.join(self.directory, "absent")
        self.assertEqual(self.summary(good, absent), (1, "1 passed, 1 failed", 1))
        self.assertEqual(self.summary(good, absent + ".xml")[:2], (1, "1 passed, 2 failed"))

    def test_empty_files(self):
        self.assertEqual(self.summary(self.write("empty", "")), (1, "0 passed, 1 failed", 1))
        self.assertEqual(self.summary(self.report("empty.xml", "")), (1, "0 passed, 1 failed", 1))

    def test_no_files(self):
        self.assertEqual(self.summary(), (1, "0 passed, 0 failed", 0))


def counts(self, invocation):
    status, line, explained = self.summary(self.events("events", invocation))
    self.assertEqual(line, f"{invocation.passed} passed, {invocation.failed} failed")
    self.assertEqual(status, 1 if invocation.failed else 0)
    self.assertEqual(explained, invocation.failed)


unittest_xml.add_cases(Summary, "counts", CASES, counts)

if __name__ == "__main__":
    unittest_xml.main()
