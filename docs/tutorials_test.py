#!/usr/bin/python3
"""The tutorials named on the command line run, and what they assert is so; with a planted fault it is not.

Figures are drawn into nothing: only the documentation needs matplotlib.
"""
import json
import sys
import traceback
import unittest
import unittest.mock

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools", "docs"]
import tutorial  # noqa: E402
import unittest_xml  # noqa: E402

DRAWN = unittest.mock.MagicMock()
sys.modules.update({"matplotlib": DRAWN, "matplotlib.pyplot": DRAWN.pyplot})

# What stands in a tutorial -> what is not so.
PLANTED = {
    "equations": [(".5 * np.sin(u) - f", ".501 * np.sin(u) - f"), ("lengths = np", "lengths = 1.001 * np"), ("mu=.5,", "mu=1.4,"),
                  ("eta=1.5)", "eta=1.2)"), ("(p, fluid) - flow", "(p) - flow")],
    "spectrum": [("(2 * spectrum.degree + 1)", "(2 * spectrum.degree + 1.001)"), ("< .01 for d", "< .01 and d < 3 for d"),
                 ("== [4, 6,", "== [6,")],
    "regression": [("ridge=.3, noise=noise)\nfor", "ridge=.3, noise=.5 * noise)\nfor"), ("f -= rate", "f -= .99 * rate")],
    "pytorch_net": [("gelu | readout(1,1)", "relu | readout(1,1)"), ("- eta * K", "- 1.01 * eta * K")],
    "refereed_claim": [("gain * scale, 1", "-gain * scale, 1"), ('assert verdict == "contradicted"', 'assert verdict == "confirmed"'),
                       ("slope = 2 *", "slope = 2.01 *")],
}


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def name_of(path):
    return path.rpartition("/")[2].removesuffix(".md")


class Tutorials(unittest.TestCase):
    def setUp(self):
        DRAWN.reset_mock()
        DRAWN.pyplot.show.return_value = None


TEXT = """# T

```python
x = 2
x + 1
```

More.

```python
print(x)
y = 0
```

```python
assert x == 3
```
"""


class Cells(unittest.TestCase):
    def test_outputs(self):
        whole = TEXT.partition("```python\nassert")[0]
        figures = iter([["![a](a.svg)"], []])
        page = tutorial.page("t.md", whole, lambda: next(figures))
        output = "\n\n```{code-block} none\n:class: output\n\n%d\n```"
        self.assertEqual(page, whole.replace("x + 1\n```", "x + 1\n```" + output % 3 + "\n\n![a](a.svg)").replace(
            "y = 0\n```", "y = 0\n```" + output % 2))

    def test_a_cell_that_raises_says_where(self):
        try:
            list(tutorial.run("t.md", TEXT))
            self.fail("2 == 3 does not raise")
        except AssertionError as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
        self.assertEqual((place.filename, place.lineno), ("t.md", TEXT[:TEXT.index("assert")].count("\n") + 1))


def runs(self, path):
    printed = list(tutorial.run(path, read(path)))
    self.assertEqual(len(printed), read(path).count("\n```python\n"))
    self.assertTrue(any(printed))
    self.assertEqual(DRAWN.pyplot.show.call_count, DRAWN.pyplot.title.call_count)
    self.assertGreaterEqual(DRAWN.pyplot.show.call_count, 1)


def fails(self, planted):
    path, old, new = planted
    self.assertEqual(read(path).count(old), 1, old)
    with self.assertRaises(AssertionError):
        list(tutorial.run(path, read(path).replace(old, new)))


def becomes_a_notebook(self, path):
    cells = json.loads(tutorial.notebook(read(path)))["cells"]
    sources = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    self.assertEqual(sources, [cell[1].strip() for cell in tutorial.CELL.finditer(read(path))])
    self.assertTrue(cells[0]["source"][0].startswith("# "))


TUTORIALS = {name_of(path): path for path in sys.argv[1:]}
unittest_xml.add_cases(Tutorials, "runs", TUTORIALS, runs)
unittest_xml.add_cases(Tutorials, "becomes_a_notebook", TUTORIALS, becomes_a_notebook)
unittest_xml.add_cases(Tutorials, "fails", {f"{name}_{i}": (path, *planted) for name, path in TUTORIALS.items()
                                            for i, planted in enumerate(PLANTED[name])}, fails)

if __name__ == "__main__":
    unittest_xml.main()
