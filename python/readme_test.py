#!/usr/bin/python3
"""The programs in python/README.md run, and give what they say."""
import re
import sys
import unittest

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["python", "tools"]
import hadamard_ntk as hn  # noqa: E402
import unittest_xml  # noqa: E402


class Readme(unittest.TestCase):
    def test_program(self):
        with open("python/README.md", encoding="utf-8") as file:
            programs = re.findall(r"```python\n(.*?)```", file.read(), re.S)
        self.assertEqual(len(programs), 2)
        lines = [line for line in programs[0].split("\n") if line.strip()]
        self.assertLessEqual(len(lines), 10)
        names = {}
        exec(programs[0], names)  # pylint: disable=exec-used
        text = "dense(1.5,.05) gelu | dense relu * dense | readout"
        np.testing.assert_array_equal(names["ntk"], hn.net(text)(names["x"], names["z"]))
        self.assertEqual(names["nngp"].shape, (200, 5))
        self.assertEqual(names["spectrum"].eigenvalue.shape, (101,))
        self.assertEqual((names["f"].shape, names["std"].shape), ((5,), (5,)))
        # 200 samples in 9 dimensions, near five of them: closer than the mean, which is off by 0.65 rms.
        error = names["f"] - np.sin(names["z"][:, 0])
        self.assertLess(np.sqrt(np.mean(error**2)), 0.3)
        exec(programs[1], names)  # pylint: disable=exec-used
        x, history = names["x"], names["history"]
        self.assertLess(np.abs(names["k"] - names["kernel"](x[:50])).max(), .5 * np.abs(names["k"]).max())
        self.assertEqual((len(history["loss"]), len(history["epoch_loss"])), (50, 5))
        self.assertLess(history["final_loss"], history["epoch_loss"][0])
        self.assertEqual(list(names["moved"]), list(names["net"].weights))
        self.assertEqual((names["u"].shape, names["p"].shape, names["info"]["converged"]), ((48,), (3, 8), True))


if __name__ == "__main__":
    unittest_xml.main()
