"""Says what a parent image has: sh -c 'p=$(command -v python || command -v python3) && exec "$p" -c "$1"' sh <this text>

Started by `dockcompile freeze` in a container without a network. Prints one JSON object: the `python` entry of an image in dockcompile.lock.json
(schema/lock.schema.json describes it).
"""

import importlib.metadata
import importlib.util
import json
import os
import re
import shutil
import sys
import sysconfig

paths = sysconfig.get_paths()
site, scripts, prefix = (os.path.realpath(paths[key]) for key in ("purelib", "scripts", "data"))
platform = os.path.realpath(paths["platlib"])


def name_of(distribution):
    return re.sub(r"[-_.]+", "-", distribution.metadata["Name"] or "").lower()


packages, elsewhere = {}, {}
# Found first, imported first. The first place is the current folder.
for path in sys.path[1:]:
    for distribution in importlib.metadata.distributions(path=[path]):
        name = name_of(distribution)
        metadata = getattr(distribution, "_path", None)
        version = str(distribution.version)
        is_sound = re.fullmatch("[a-z0-9]([a-z0-9-]*[a-z0-9])?", name) and re.fullmatch("[A-Za-z0-9._+!-]+", version)
        if not is_sound or name in packages or metadata is None:
            continue
        packages[name] = version
        if os.path.realpath(os.path.dirname(metadata)) != site:
            elsewhere[name] = os.path.realpath(metadata)

folders = {}
for folder in {site, scripts}:
    while folder != "/":
        if os.path.isdir(folder):
            status = os.stat(folder)
            rights = f"{status.st_mode & 0o7777:o} {status.st_uid}:{status.st_gid}"
            if rights != "755 0:0":
                folders[folder] = rights
        folder = os.path.dirname(folder)

# A folder that is a link in the image: `lib64` of a virtual environment.
links = {}
for folder in (paths[key] for key in ("purelib", "platlib", "scripts", "data")):
    while folder != "/":
        if os.path.islink(folder):
            links[folder] = os.path.realpath(folder)
        folder = os.path.dirname(folder)

json.dump(
    {
        "command": "python" if shutil.which("python") else "python3",
        "executable": sys.executable,
        "version": "%d.%d" % sys.version_info[:2],
        "prefix": prefix,
        "site": site,
        "scripts": scripts,
        "installers": [
            *(["pip"] if importlib.util.find_spec("pip") else []),
            *(["uv"] if shutil.which("uv") else []),
        ],
        "folders": folders,
        "packages": packages,
        "elsewhere": elsewhere,
        **({} if platform == site else {"platform": platform}),
        **({"links": links} if links else {}),
    },
    sys.stdout,
)
