#!/usr/bin/python3
"""The reference of the Python module has an entry for every public name, with the signature that it has."""
import re
import sys
import types
import unittest

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools", "docs"]
import hadamard_ntk as hn  # noqa: E402
import python_reference  # noqa: E402
import unittest_xml  # noqa: E402

STUB = "python/hadamard_ntk/_hadamard_ntk.pyi"
HEADERS = {"ntk/net_expression.h": ""}

DOCSTRING = """Solves `A x = b` for |x|_2, as ntk/net_expression.h and ntk/absent.h have it:
the rest.

x, z: two of them,
    with more.  out: an array.
outputs: which
    "full"      all
    (a, b)      two
float32 gives float32.

    net = hn.dense() >> hn.relu

      more
"""

WRITTEN = r"""Solves ``A x = b`` for \|x\|\_2, as :doc:`ntk/net_expression.h </reference/ntk/net_expression.h>` and ntk/absent.h have it: the rest.

* **x, z**: two of them, with more.

* **out**: an array.

* **outputs**: which

::

   "full"      all
   (a, b)      two

float32 gives float32.

::

   net = hn.dense() \>> hn.relu

     more
""".replace(r"\>", ">")


DIRECTIVE = re.compile(r"^( *)\.\. py:(\w+):: (.*(?:\n {9,}\S.*)*)", re.M)


def entries(page):
    """{name: [(kind, signature)]}, a member by its class."""
    found, within, module = {}, "", ""
    for indent, kind, heads in DIRECTIVE.findall(page):
        if kind == "module":
            module = heads.partition(".")[2] + "." * ("." in heads)
            found[heads] = [(kind, "")]
            continue
        for head in heads.split("\n"):
            name, signature = re.fullmatch(r"\s*(\w+)(.*)", head).groups()
            within = within if indent else name
            found.setdefault(module + f"{within}." * bool(indent) + name, []).append((kind, signature))
    return found


class Reference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with open(STUB, encoding="utf-8") as file:
            cls.stub = file.read()
        cls.page = python_reference.Reference(hn, cls.stub, HEADERS).page()
        cls.entries = entries(cls.page)

    def test_every_public_name(self):
        modules = {f"hadamard_ntk.{m}": getattr(hn, m).__all__ for m in ("linsolve", "pde")}
        names = {name for name in hn.__all__ if not isinstance(getattr(hn, name), types.ModuleType)}
        names |= {f"{module.partition('.')[2]}.{name}" for module, own in modules.items() for name in own}
        top = {name for name in self.entries if self.entries[name][0][0] not in ("method", "property", "module")}
        self.assertEqual(top, names)
        self.assertLessEqual(set(modules), set(self.entries))
        self.assertGreater(len(names), 60)

    def test_members(self):
        for name in ("Kernel.__call__", "Kernel.spectrum", "Spectrum.eigenvalue", "KernelRegression.predict", "FiniteNet.load",
                     "Layers.text", "pde.Energy.newton"):
            self.assertIn(name, self.entries)
        self.assertEqual(len(self.entries["Kernel.__call__"]), 2)  # overloads
        self.assertEqual(self.entries["Kernel.spectrum"], [("method", "(d: int, k_max: int, *, get: str='ntk') -> Spectrum")])
        self.assertEqual(self.entries["dense"], [("function", "(weight_variance=1, bias_variance=0, *, weight_std=None, bias_std=None)")])
        self.assertEqual(self.entries["linsolve.solve"][0][1][:16], "(rhs: ArrayLike,")
        self.assertEqual(self.entries["relu"], [("data", "")])

    def test_a_docstring(self):
        self.assertEqual("\n".join(python_reference.described(DOCSTRING, HEADERS)), WRITTEN)

    def refused(self, words, **names):
        module = types.ModuleType("hadamard_ntk", "The module.")
        module.layers = hn.layers
        module.__all__ = list(names)
        vars(module).update(names)
        with self.assertRaisesRegex(SystemExit, words):
            python_reference.Reference(module, self.stub, {}).page()

    def test_a_name_without_docstring_is_refused(self):
        def planted():
            pass
        planted.__module__ = "hadamard_ntk.layers"
        self.refused("planted has no docstring", planted=planted)

    def test_a_name_without_section_is_refused(self):
        self.refused("no place for what types defines", planted=types.SimpleNamespace())


if __name__ == "__main__":
    unittest_xml.main()
