#!/usr/bin/python3
"""What //tools:ntk reads besides .npy matrices: images, archives, standard input, text of any dialect."""
import subprocess
import sys

import numpy as np

sys.dont_write_bytecode = True
sys.path[:0] = ["tools", "tools/ntk"]
import unittest_xml  # noqa: E402
from ntk_formulas import InDirectory  # noqa: E402


class Inputs(InDirectory):
    def bits(self, x_name, **options):
        """K(X, Z), which sees the order of the columns of X."""
        self.run_ntk(f"gram --x {x_name} --z z.npy --out K.npy", **options)
        with open(self.path("K.npy"), "rb") as file:
            return file.read()

    def test_images_are_rows(self):
        images = np.random.default_rng(2).integers(0, 255, size=(12, 4, 5)).astype("u1")
        self.save("w.npy", images.reshape(12, 20))
        self.save("z.npy", np.random.default_rng(3).integers(0, 255, size=(25, 20)))  # K sees the order of the columns
        reference = self.bits("w.npy")
        for name, array in (("c", images), ("f", np.asfortranarray(images)), ("four", images.reshape(12, 2, 2, 5))):
            self.save(name + ".npy", array)
            self.assertEqual(self.bits(name + ".npy"), reference)
        self.assertIn("read:   --x f.npy: 12 x 4 x 5 |u1, as 12 x 20\n",
                      self.run_ntk("gram --x f.npy --out K.npy").stderr)
        self.save("other.npy", images.transpose(0, 2, 1))
        self.assertNotEqual(self.bits("other.npy"), reference)

    def test_types_without_a_byte_order(self):
        self.save("x.npy", self.x)
        reference = self.bits("x.npy")
        with open(self.path("x.npy"), "rb") as file:
            contents = file.read()
        with open(self.path("v.npy"), "wb") as file:
            file.write(contents.replace(b"'<f8'", b"'f8' ", 1))
        self.assertEqual(self.bits("v.npy"), reference)

    def test_members_of_archives(self):
        reference = self.bits("x.npy")
        for save in (np.savez, np.savez_compressed):
            save(self.path("two.npz"), x_train=self.x, other=self.z)
            save(self.path("one.npz"), self.x)
            for name in ("two.npz:x_train", "two.npz:x_train.npy", "one.npz", "one.npz:arr_0"):
                self.assertEqual(self.bits(name), reference)
            done = self.run_ntk("gram --x two.npz --out K.npy", code=2)
            self.assertEqual(done.stderr, "error: --x: two.npz: has 2 members, x_train, other: name one, as "
                             "data.npz:member\n")
            done = self.run_ntk("gram --x two.npz:y --out K.npy", code=2)
            self.assertEqual(done.stderr, "error: --x: two.npz:y: has no member 'y', but x_train, other\n")
            with open(self.path("one.npz"), "rb") as file:
                whole = file.read()
            for size in range(0, len(whole), 97):
                with open(self.path("cut.npz"), "wb") as file:
                    file.write(whole[:size])
                self.assertRegex(self.run_ntk("gram --x cut.npz --out K.npy", code=2).stderr,
                                 r"^error: --x: cut\.npz: is (no|a damaged) archive: .*\n$")

    def test_standard_input(self):
        reference = self.bits("x.npy")
        np.savez_compressed(self.path("x.npz"), self.x)
        np.savetxt(self.path("x.csv"), self.x, delimiter=",", fmt="%.17g")
        for name in ("x.npy", "x.npz", "x.csv"):
            with open(self.path(name), "rb") as file:
                self.assertEqual(self.bits("-", stdin=file), reference)
        with open(self.path("x.csv"), "rb") as file:
            done = self.run_ntk("gram --x - --z - --out K.npy", code=2, stdin=file)
        self.assertEqual(done.stderr,
                         "error: --z: standard input can be read once, and --x has read it (got '-')\n")
        done = self.run_ntk("gram --x - --out K.npy", code=2, stdin=subprocess.DEVNULL)
        self.assertEqual(done.stderr, "error: --x: standard input: line 1, column 1: there is no row of numbers\n")

    def test_text_with_flags(self):
        reference = self.bits("x.npy")
        for separator, decimal in ((";", ","), ("\t", "."), (" ", "."), ("|", ".")):
            with open(self.path("x.txt"), "w", encoding="utf-8") as file:
                for row in self.x:
                    values = [repr(v).replace(".", decimal) for v in row.tolist()]
                    print(*["name", "7", *values], sep=separator, file=file)
            name = {"\t": "tab", " ": "space", ";": "semicolon"}.get(separator, separator)
            done = self.run_ntk(f"gram --x x.txt --separator {name} --decimal {decimal} --columns 3: --z z.npy "
                                "--out K.npy")
            self.assertIn("read:   --x x.txt: 40 x 6, of 8 columns; titles: none\n", done.stderr)
            with open(self.path("K.npy"), "rb") as file:
                self.assertEqual(file.read(), reference)

    def test_outputs_beside_samples(self):
        table = np.hstack([np.arange(40)[:, None] % 3, self.x])
        text = "\n".join(",".join(map(repr, row)) for row in table.tolist())
        for name, first in (("numbered", "0,1,2,3,4,5,6\n"), ("named", "label,a,b,c,d,e,f\n"), ("none", "")):
            with open(self.path(name + ".csv"), "w", encoding="utf-8") as file:
                file.write(first + text + "\n")
            flags = "--titles yes --y_titles yes" if name == "numbered" else ""
            done = self.run_ntk(f"predict --x {name}.csv --columns 2: --y {name}.csv --y_columns 1 --classes 3 "
                                f"--z z.npy {flags} --out f.csv")
            for flag, columns in (("--x", 6), ("--y", 1)):
                self.assertIn(f"read:   {flag} {name}.csv: 40 x {columns}, of 7 columns; titles: "
                              f"{'none' if name == 'none' else 'line 1: '}", done.stderr)
        # A title of y taken for a number is found out by the number of rows.
        self.save("y.npy", np.zeros(40))
        with open(self.path("y.csv"), "w", encoding="utf-8") as file:
            print(0, *range(40), sep="\n", file=file)
        done = self.run_ntk("predict --x x.npy --y y.csv --z z.npy --out f.csv", code=2)
        self.assertEqual(done.stderr.splitlines(True)[-1], "error: --y: y.csv: has 41 rows, and --x x.npy has 40\n")
        self.run_ntk("predict --x x.npy --y y.csv --titles yes --z z.npy --out f.csv")


if __name__ == "__main__":
    unittest_xml.main()
