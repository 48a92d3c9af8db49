#!/usr/bin/python3
"""The stubs of the compiled module name what is there, with the arguments it has; all of it has a docstring."""
import ast
import re
import sys
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402
from hadamard_ntk import _hadamard_ntk as module  # noqa: E402

# What pybind11 or object has for a class, and stubs need not name.
IMPLIED = {"__doc__", "__module__", "__repr__", "__str__", "__eq__", "__hash__", "__init__", "__weakref__",
           "__pybind11_module_local_v4_gcc_libstdcpp_cxxabi1017__"}


def stub_members(body):
    """name -> the names of its arguments, the longest list of an overload; None for a property."""
    members = {}
    for node in body:
        if isinstance(node, ast.FunctionDef):
            decorators = {d.id for d in node.decorator_list if isinstance(d, ast.Name)}
            names = [a.arg for a in node.args.args + node.args.kwonlyargs if a.arg != "self"]
            members[node.name] = None if "property" in decorators else names
    return members


def bound_arguments(function):
    """The names in the signature that pybind11 writes first into a docstring."""
    text = function.__doc__.split("\n")[0]
    return re.findall(r"(\w+): ", text[text.index("(") + 1:])


class Stubs(unittest.TestCase):
    def setUp(self):
        with open("python/hadamard_ntk/_hadamard_ntk.pyi", encoding="utf-8") as file:
            self.tree = ast.parse(file.read())

    def check_function(self, name, function, arguments):
        found = [a for a in bound_arguments(function) if a not in ("self", "arg0")]
        self.assertEqual(found, [a for a in arguments if a], name)

    def test_functions(self):
        stubs = stub_members(self.tree.body)
        functions = {name for name in dir(module) if not name.startswith("_") and not isinstance(getattr(module, name), type)}
        self.assertEqual(set(stubs), functions)
        for name, arguments in stubs.items():
            self.check_function(name, getattr(module, name), arguments)

    def test_classes(self):
        stubs = {node.name: stub_members(node.body) for node in self.tree.body if isinstance(node, ast.ClassDef)}
        classes = {name for name in dir(module) if isinstance(getattr(module, name), type)}
        self.assertEqual(set(stubs), classes)
        for name, members in stubs.items():
            bound = getattr(module, name)
            own = {m for m in vars(bound) if m not in IMPLIED and not m.startswith("__pybind11")}
            self.assertEqual(set(members) - {"__init__"}, own, name)
            for member, arguments in members.items():
                value = vars(bound)[member]
                self.assertEqual(isinstance(value, property), arguments is None, f"{name}.{member}")
                if arguments is not None:
                    self.check_function(f"{name}.{member}", getattr(bound, member), arguments)

    def test_docstrings(self):
        for name in hn.__all__:
            value = getattr(hn, name)
            if isinstance(value, type) or callable(value) and not isinstance(value, hn.Layers):
                self.assertTrue(value.__doc__, name)
            for member, of in vars(value).items() if isinstance(value, type) else ():
                if not member.startswith("_") and (callable(of) or isinstance(of, property)):
                    self.assertTrue(re.sub(r"^\w+\(.*\) -> .*\n*", "", of.__doc__ or "").strip(), f"{name}.{member}")

    def test_a_missing_name_would_be_seen(self):
        self.assertNotEqual(set(stub_members(self.tree.body[:-1])), set(stub_members(self.tree.body)))


if __name__ == "__main__":
    unittest_xml.main()
