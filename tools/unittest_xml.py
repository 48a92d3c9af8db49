"""unittest for `bazel test`: every test method becomes a test case of the XML report that Bazel asks for."""
import os
import sys
import unittest
import xml.etree.ElementTree as ET


class _Result(unittest.TextTestResult):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.cases = []  # (test, element name or None, text)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.cases.append((test, None, ""))

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.cases.append((test, "failure", self.failures[-1][1]))

    def addError(self, test, err):
        super().addError(test, err)
        self.cases.append((test, "error", self.errors[-1][1]))

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.cases.append((subtest, "failure", str(err[1])))

    def addSkip(self, test, reason):  # no silent pass
        self.addFailure(test, (AssertionError, AssertionError("skipped: " + reason), None))


def add_cases(test_class, prefix, table, check):
    """Gives test_class one method per entry name -> value of the table, calling check(self, value)."""
    for name, value in table.items():
        def method(self, value=value):
            check(self, value)
        method_name = f"test_{prefix}_{name}"
        if hasattr(test_class, method_name):
            raise ValueError(f"two cases are called {method_name}")
        setattr(test_class, method_name, method)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules["__main__"])
    result = unittest.TextTestRunner(resultclass=_Result).run(suite)
    path = os.environ.get("XML_OUTPUT_FILE")
    if path:
        root = ET.Element("testsuite", name=os.path.basename(sys.argv[0]), tests=str(len(result.cases)))
        for test, fault, text in result.cases:
            case = ET.SubElement(root, "testcase", classname=type(test).__name__,
                                 name=getattr(test, "_testMethodName", str(test)))
            if fault:
                ET.SubElement(case, fault, message=text.strip().splitlines()[-1]).text = text
        ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)
    sys.exit(0 if result.wasSuccessful() and result.testsRun else 1)
