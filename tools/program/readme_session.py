"""The session that the README of a command line shows: data made by its block of Python, then `$ program ...` and what
that prints, compared but for what differs from run to run and from machine to machine."""
import re
import shlex
import subprocess
import sys

NUMBER = re.compile(r"(?<![\w.])\d+\.?\d*(?:e[-+]\d+)?(?![\w.])")


def plain(output):
    """The lines of an output without times, sizes of memory, residuals and rounding."""
    def rounded(match):
        value = float(match[0])
        return "_" if 0 < value < 1e-10 else f"{value:.8g}"
    lines = [line for line in output.splitlines() if not line.startswith(("memory:", "time:"))]
    lines = [re.sub(r"; \S+ s(, \S+ .?B at most)?$|; set-up \S+ s, solution \S+ s$", "", line) for line in lines]
    lines = [re.sub(r"relative residual [^ ;]+", "relative residual _", line) for line in lines]
    return [NUMBER.sub(rounded, line) for line in lines]


class Session:
    def __init__(self, readme, name):
        with open(readme, encoding="utf-8") as file:
            text = file.read()
        self.script = re.search(r"```python\n(.*?)```", text, re.S)[1]
        session = re.search(r"```console\n(.*?)```", text, re.S)[1]
        pieces = re.split(rf"^\$ {name} ((?:.*\\\n)*.*)\n", session, flags=re.M)[1:]
        self.commands, self.outputs = pieces[::2], pieces[1::2]

    def compare(self, test, program, directory):
        subprocess.run([sys.executable, "-c", self.script], cwd=directory, check=True)
        for command, shown in zip(self.commands, self.outputs):
            words = shlex.split(command.replace("\\\n", " ").replace(" 2>/dev/null", ""))
            done = subprocess.run([program, *words], cwd=directory, capture_output=True, text=True, check=False)
            test.assertEqual(done.returncode, exit_code(shown))
            test.assertEqual(plain(done.stdout + ("" if "2>" in command else done.stderr)), plain(shown), command)


def exit_code(shown):
    """Of errors: 3 if an iteration failed, else 2."""
    return 3 if "nothing was written" in shown else 2 if "error: " in shown else 0
