#!/usr/bin/env python3
"""All that //ntk depends on is in ntk, files, gaussian, linalg, linsolve, third_party; likewise for the others: each can
be had alone."""
import sys
import unittest

sys.dont_write_bytecode = True
import unittest_xml  # noqa: E402


def packages(labels):
    """The packages of this repository among labels like //ntk:relu.h and @eigen//:eigen."""
    return {label[2:].split(":")[0] for label in labels if label.startswith("//")}


class Independence(unittest.TestCase):
    def check(self, library, target=None):
        with open(f"tools/{library}_dependencies", encoding="utf-8") as query:
            labels = query.read().split()
        self.assertIn(f"//{library}:{target or library}", labels)
        self.assertGreater(sum(label.endswith(".h") for label in labels), 1, "the query found no headers")
        self.assertLessEqual({package.split("/")[0] for package in packages(labels)},
                             {library, "files", "gaussian", "linalg", "linsolve", "third_party"})

    def test_ntk(self):
        self.check("ntk")

    def test_spectral(self):
        self.check("spectral")

    def test_models(self):
        self.check("models")

    def test_linsolve(self):
        self.check("linsolve")

    def test_pde(self):
        self.check("pde")

    def test_referee(self):
        self.check("referee", "experiment_main")

    def test_a_dependency_would_be_seen(self):
        self.assertEqual(packages(["//ntk:ntk", "//third_party:eigen", "//spectral:zonal", "@eigen//:eigen"]),
                         {"ntk", "third_party", "spectral"})


if __name__ == "__main__":
    unittest_xml.main()
