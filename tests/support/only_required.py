"""Run a Python program that finds only some of the installed packages.

    python only_required.py MODULE,… PROGRAM [ARGUMENT]…

The named modules are not found, as in an environment without them.
"""

import runpy
import sys
from importlib.machinery import PathFinder
from pathlib import Path

_, names, program, *arguments = sys.argv
hidden = frozenset(names.split(","))
find = PathFinder.find_spec


def find_other(name, path=None, target=None):
    return None if name.partition(".")[0] in hidden else find(name, path, target)


PathFinder.find_spec = find_other
sys.argv = [program, *arguments]
sys.path[0] = str(Path(program).parent)
runpy.run_path(program, run_name="__main__")
