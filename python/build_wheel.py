#!/usr/bin/python3
"""The wheel of hadamard_ntk, of files that are there; //python:wheel calls it.

usage: python/build_wheel.py CITATION.cff LICENSE DIRECTORY FILE...

Writes DIRECTORY/hadamard_ntk-<version>-<tag>.whl: version and title as in CITATION.cff, the tag of this interpreter on
Linux. A FILE ".../lib/<set>/_hadamard_ntk.so" becomes hadamard_ntk/lib/<set>/_hadamard_ntk.so, any other one
hadamard_ntk/<name>. What the compiled files are linked with, less what every Debian has, goes into hadamard_ntk/lib,
and its licence beside the wheel's own; so do the licences of the headers that are compiled in. The same
files give the same wheel, byte by byte.
"""
import base64
import hashlib
import os
import re
import subprocess
import sys
import zipfile

NAME = "hadamard_ntk"

# Of libc6, libgcc-s1 and libstdc++6, which every Debian has.
OF_THE_SYSTEM = re.compile(r"linux-vdso|/?(\S*/)?(ld-linux-x86-64|lib(c|m|gcc_s|stdc\+\+|pthread|dl|rt))\.so")
# oneTBB looks for its allocator beside itself, and does without.
LOADED_LATER = {"libtbb.so.12": "libtbbmalloc.so.2"}
HEADERS = ("libboost-dev", "libeigen3-dev", "pybind11-dev")

# pybind11 before 2.12 does not know NumPy 2.
METADATA = """Metadata-Version: 2.1
Name: hadamard-ntk
Version: {version}
Summary: {title}
License: {license}; with the libraries in it, of which FFTW is GPL-2.0-or-later and oneTBB Apache-2.0: GPL-3.0-or-later
Requires-Python: =={python}.*
Requires-Dist: numpy>=1.24,<2
"""
WHEEL = """Wheel-Version: 1.0
Generator: python/build_wheel.py
Root-Is-Purelib: false
Tag: {tag}
"""


def output(*command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout


def fields(citation):
    """The lines `key: value` of a .cff file that are not indented."""
    with open(citation, encoding="utf-8") as file:
        return {key: value.strip('"') for key, value in re.findall(r"^([\w-]+): (.+)$", file.read(), re.M)}


def shared_libraries(extensions):
    """Name -> path of what these are linked with and not every Debian has."""
    found = {}
    for extension in extensions:
        for line in output("ldd", extension).splitlines():
            name, _, place = line.strip().partition(" => ")
            if OF_THE_SYSTEM.match(name):
                continue
            path = place.split(" (")[0]
            if not os.path.isabs(path):
                sys.exit(f"build_wheel.py: {extension} is linked with {name}, which is not found")
            found[name] = path
    for name, later in LOADED_LATER.items():
        if name in found:
            found[later] = os.path.join(os.path.dirname(found[name]), later)
    return found


def package_of(path):
    """The Debian package of a file; some say /lib for what lies in /usr/lib."""
    real = os.path.realpath(path)
    for name in (real, real.removeprefix("/usr")):
        done = subprocess.run(["dpkg-query", "-S", name], check=False, text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.DEVNULL)
        if done.returncode == 0:
            return done.stdout.split(":")[0]
    sys.exit(f"build_wheel.py: {path} is of no Debian package, so its licence is not known")


def licences(packages):
    """Name -> path of the packages' licences and of the texts that these call by name."""
    found = {}
    for package in packages:
        path = found[package] = f"/usr/share/doc/{package}/copyright"
        with open(path, encoding="utf-8") as file:
            for common in re.findall(r"/usr/share/common-licenses/[\w.+-]*\w", file.read()):
                found[os.path.basename(common)] = common
    return found


def record(members, name):
    def row(member, content):
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        return f"{member},sha256={digest},{len(content)}\n"
    return "".join(row(*item) for item in members.items()) + f"{name},,\n"


def main():
    citation, license_file, directory, *files = sys.argv[1:]
    about = fields(citation)
    tag = "cp{0}{1}-cp{0}{1}-linux_x86_64".format(*sys.version_info)
    info = f"{NAME}-{about['version']}.dist-info"
    extensions = [path for path in files if path.endswith(".so")]
    libraries = shared_libraries(extensions)
    packages = {package_of(path) for path in libraries.values()}

    sources = {f"{NAME}/{os.path.basename(path)}": path for path in files if path not in extensions}
    sources |= {f"{NAME}/lib/{'/'.join(path.split('/')[-2:])}": path for path in extensions}
    sources |= {f"{NAME}/lib/{name}": path for name, path in libraries.items()}
    sources[f"{info}/LICENSE"] = license_file
    sources |= {f"{info}/licenses/{name}": path for name, path in licences([*packages, *HEADERS]).items()}

    members = {}
    for name, path in sorted(sources.items()):
        with open(path, "rb") as file:
            members[name] = file.read()
    members[f"{info}/METADATA"] = METADATA.format(**about, python="{}.{}".format(*sys.version_info)).encode()
    members[f"{info}/WHEEL"] = WHEEL.format(tag=tag).encode()
    members[f"{info}/RECORD"] = record(members, f"{info}/RECORD").encode()

    os.makedirs(directory, exist_ok=True)
    path = os.path.join(directory, f"{NAME}-{about['version']}-{tag}.whl")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, content in members.items():
            member = zipfile.ZipInfo(name)  # of 1980
            member.external_attr = 0o100644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            wheel.writestr(member, content)


if __name__ == "__main__":
    main()
