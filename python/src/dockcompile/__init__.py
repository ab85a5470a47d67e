"""`python -m dockcompile`: the program that was installed beside this package. The command `dockcompile` is that program itself."""

import os
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
NAME = "dockcompile.exe" if os.name == "nt" else "dockcompile"


def program() -> str:
    """The path of the program that came with this package. What else is on PATH or in the current folder changes nothing."""
    import sysconfig

    schemes = ["venv" if sys.prefix != sys.base_prefix and "venv" in sysconfig.get_scheme_names() else None, f"{os.name}_user"]
    folders = [sysconfig.get_path("scripts", scheme) if scheme else sysconfig.get_path("scripts") for scheme in schemes]
    # `pip install --target FOLDER` puts it into FOLDER/bin.
    for folder in [os.path.join(os.path.dirname(HERE), "bin"), *folders]:
        if os.path.isfile(os.path.join(folder, NAME)):
            return os.path.join(folder, NAME)
    sys.exit("error: the program of the package dockcompile is missing\n  = help: pip install --force-reinstall dockcompile")


def main() -> None:
    """Runs dockcompile with the arguments of this process; its exit code is this process's."""
    # `python -m` looks into the current folder first: it may hold modules of strangers.
    current = os.path.realpath(os.curdir)
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry or os.curdir) != current]
    command = [program(), *sys.argv[1:]]
    if os.name != "nt":
        # It takes this process's place, with its terminal and its signals.
        os.execv(command[0], command)
    import signal
    import subprocess

    # Ctrl+C reaches both processes; this one waits for what the other makes of it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    sys.exit(subprocess.call(command))
