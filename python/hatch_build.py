"""Puts the program of one platform into the wheel, as a file that pip lays beside its other commands. scripts/wheel.mjs says which."""

import os

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Program(BuildHookInterface):
    def initialize(self, version: str, build_data: dict) -> None:
        program = os.environ["DOCKCOMPILE_PROGRAM"]
        name = "dockcompile.exe" if program.endswith(".exe") else "dockcompile"
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{os.environ['DOCKCOMPILE_TAG']}"
        build_data["shared_scripts"][program] = name
        build_data["extra_metadata"][os.path.join(os.path.dirname(program), "LICENCES.txt")] = "LICENCES.txt"
