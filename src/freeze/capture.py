"""Asks ZenML what a pipeline is: python -c <this text> <source root> <file>[:<name>] [<run configuration>]

Started by `dockcompile freeze` in the project root, with the Python of whoever runs it and after a yes. It imports the file, calls the pipeline function
as a run does, starts nothing, and prints one JSON object: the `pipelines` entry of dockcompile.lock.json (schema/lock.schema.json describes it). For
a file without a name it prints the names of the pipelines that the file defines. What the project's code prints goes to stderr.
"""

import contextlib
import enum
import hashlib
import importlib
import importlib.util
import json
import os
import pathlib
import re
import sys
import traceback

ROOT = os.getcwd()
REAL_ROOT = os.path.realpath(ROOT)
# Values that nearly every environment has, and that say nothing about it: a text that has one has it by itself.
FLAGS = {"", "0", "1", "true", "false", "yes", "no", "on", "off", "none", "null"}
# A value at least as long is not in a text by chance, also in the middle of a word.
LONG = 8
LARGEST_TEXT = 10 * 1024 * 1024
# Written by git, ZenML and Python themselves: no input of the pipeline.
FOREIGN = {".git", ".zen", "__pycache__", "site-packages"}

read_files: set[str] = set()
read_variables: dict[str, str | None] = {}


# --- what is read ----------------------------------------------------------------------------------------------------------------------------------


def below_root(path):
    """A path as it is written in the project, relative to the root; None: it is elsewhere."""
    for root, full in ((ROOT, os.path.abspath(path)), (REAL_ROOT, os.path.realpath(path))):
        if full.startswith(os.path.join(root, "")):
            return os.path.relpath(full, root).replace(os.sep, "/")
    return None


def is_own(path):
    """Whether a file is the project's: not of a virtual environment that is in it, and not this program, which is not a file."""
    relative = None if path.startswith("<") else below_root(path)
    if relative is None or FOREIGN & set(relative.split("/")):
        return False
    return not any(os.path.abspath(path).startswith(os.path.join(prefix, "")) and below_root(prefix) for prefix in (sys.prefix, sys.exec_prefix))


def note_file(path):
    if path.endswith(".pyc"):
        try:
            path = importlib.util.source_from_cache(path)
        except ValueError:
            return
    if is_own(path):
        read_files.add(os.path.abspath(path))


def audit(event, args):
    if event != "open" or not isinstance(args[0], (str, bytes, os.PathLike)):
        return
    flags = args[2] if isinstance(args[2], int) else 0
    if not flags & (os.O_WRONLY | os.O_RDWR):
        note_file(os.fsdecode(args[0]))


def hashes():
    """The SHA-256 of each file, by path. Modules may have come from bytecode, which nobody opens as a file of ours."""
    for module in list(sys.modules.values()):
        if isinstance(getattr(module, "__file__", None), str):
            note_file(module.__file__)
    result = {}
    for path in sorted(read_files):
        if os.path.isfile(path):
            with open(path, "rb") as file:
                result[below_root(path)] = hashlib.sha256(with_unix_line_ends(file.read())).hexdigest()
    return result


def with_unix_line_ends(content):
    """Git may change those of a text. What is larger is hashed as it is, as `compile` does."""
    try:
        is_text = len(content) <= LARGEST_TEXT and content.decode("utf-8") is not None
    except UnicodeDecodeError:
        is_text = False
    return content.replace(b"\r\n", b"\n") if is_text else content


def watch_environment():
    """Notes each variable that code of the project asks for, by itself or through a library; what libraries ask for themselves says nothing."""
    environ = type(os.environ)
    original = environ.__getitem__
    libraries = [os.path.join(os.path.dirname(importlib.import_module(name).__file__), "") for name in ("zenml", "pydantic")]

    def asked_by_project():
        frame = sys._getframe(2)
        while frame is not None:
            name = frame.f_code.co_filename
            if name.startswith(("<frozen importlib", *libraries)):
                return False
            if is_own(name):
                return True
            frame = frame.f_back
        return False

    def getitem(self, key):
        value = None
        try:
            value = original(self, key)
            return value
        finally:
            if isinstance(key, str) and asked_by_project():
                read_variables.setdefault(key, value)

    environ.__getitem__ = getitem


# --- values ----------------------------------------------------------------------------------------------------------------------------------------


class Unwritable(Exception):
    """A value that no file can hold."""


def written(value, where):
    """A value as a run configuration file would hold it."""
    if isinstance(value, enum.Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) < 2**53 else str(value)
    if isinstance(value, float):
        # ZenML writes it as a text wherever one of these ends, and JSON has no 1.0.
        return repr(value)
    if isinstance(value, (str, pathlib.PurePath)):
        return without_values(relative_path(str(value)))
    if hasattr(value, "model_dump"):
        value = {name: getattr(value, name) for name in [*type(value).model_fields, *(value.model_extra or {})] if name in value.model_fields_set}
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise Unwritable(f"{where} has a key that is not a text")
        return {without_values(str(key)): written(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, (list, tuple)) or (isinstance(value, (set, frozenset)) and len(value) < 2):
        return [written(item, f"{where}[{i}]") for i, item in enumerate(value)]
    raise Unwritable(f"{where} is a {type(value).__name__}" + (", which has no order" if isinstance(value, (set, frozenset)) else ""))


def relative_path(text):
    """Code says where things lie by `__file__`; an image's context knows the project root only."""
    for root in (ROOT, REAL_ROOT):
        if text == root:
            return "."
        if text.startswith(os.path.join(root, "")):
            return text[len(root) + 1 :].replace(os.sep, "/")
    return text


def without_values(text):
    """`${NAME}` in the place of the values of variables that were read: the lock file is checked in."""
    for name, value in sorted(read_variables.items(), key=lambda item: (-len(item[1] or ""), item[0])):
        if value is None or value.lower() in FLAGS:
            continue
        found = re.escape(value) if len(value) >= LONG else rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])"
        text = re.sub(found, lambda match, name=name: f"${{{name}}}", text)
    return text


# --- the pipeline ----------------------------------------------------------------------------------------------------------------------------------

LEVEL_KEYS = ("settings", "step_operator", "experiment_tracker", "extra")


def level(configuration, where):
    """The keys of one level that decide about images, as in a run configuration file."""
    get = configuration.get if isinstance(configuration, dict) else lambda key: getattr(configuration, key, None)
    result = {key: get(key) for key in LEVEL_KEYS}
    extra = {key: value for key, value in (result["extra"] or {}).items() if key == "seldon_custom_deployment"}
    return {key: written(value, f"{where}{key}") for key, value in {**result, "extra": extra}.items() if value not in (None, {})}


def build_order(invocations):
    """ZenML's: by layers of the data flow, sorted by id within a layer (zenml/orchestrators/topsort.py)."""
    left = {name: set(invocation.upstream_steps) for name, invocation in invocations.items()}
    while left:
        layer = sorted(name for name, above in left.items() if not above & left.keys())
        yield from layer or sorted(left)
        for name in layer or list(left):
            del left[name]


def module_of(file, source_root):
    """The module as a run imports it, with the source root and the file's folder on the path."""
    folder = os.path.dirname(os.path.abspath(file))
    sys.path[:0] = [os.path.abspath(source_root), folder]
    relative = os.path.relpath(os.path.splitext(file)[0], source_root)
    parts = relative.split(os.sep)
    if parts[-1] == "__init__":
        parts.pop()
    if parts and not any("." in part for part in parts):
        return importlib.import_module(".".join(parts))
    spec = importlib.util.spec_from_file_location(os.path.splitext(os.path.basename(file))[0].replace(".", "_"), file)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def build_of(build):
    """`with_options(build=…)`: an id, or a whole build."""
    return None if build is None else str(getattr(build, "id", build))


def defined_in(module):
    pipelines = [(name, value) for name, value in vars(module).items() if hasattr(value, "prepare") and hasattr(value, "entrypoint")]
    return [name for name, value in pipelines if (value.entrypoint.__module__, value.entrypoint.__name__) == (module.__name__, name)]


def starting_nothing():
    """ZenML's own way to import code that calls pipelines and steps at its top level: by a variable until 0.90, since then by a context."""
    constants = importlib.import_module("zenml.constants")
    if getattr(constants, "SHOULD_PREVENT_PIPELINE_EXECUTION", False):
        return contextlib.nullcontext()
    return importlib.import_module("zenml.execution.pipeline.utils").prevent_pipeline_execution()


def capture(source_root, code, config_path):
    import zenml
    from zenml.utils import source_utils

    # There is no main module whose folder could be the source root.
    source_utils.set_custom_source_root(os.path.abspath(source_root))
    watch_environment()
    with starting_nothing():
        return asked(zenml.__version__, source_root, code, config_path)


def asked(zenml_version, source_root, code, config_path):
    file, _, name = code.partition(".py")
    module, name = module_of(f"{file}.py", source_root), name.lstrip(":")
    if not name:
        return {"names": defined_in(module)}
    pipeline = getattr(module, name)
    if not hasattr(pipeline, "prepare"):
        sys.exit(f"{code} is a {type(pipeline).__name__}, and not a pipeline of ZenML")
    configuration = pipeline.configuration
    prepared = pipeline.with_options(config_path=config_path) if config_path else pipeline
    prepared.prepare()
    if prepared is pipeline:
        # The function may have configured it; a copy does not see that.
        configuration = pipeline.configuration
    arguments = pipeline._run_args
    dynamic = bool(getattr(pipeline, "is_dynamic", False))
    order = list(prepared.invocations) if dynamic else list(build_order(prepared.invocations))
    own_path = arguments.get("config_path")
    return {
        "zenml": zenml_version,
        "python": ".".join(map(str, sys.version_info[:2])),
        "name": without_values(pipeline.name),
        "dynamic": dynamic,
        "build": build_of(arguments.get("build")),
        "config_path": None if own_path is None else below_root(own_path) or os.path.abspath(own_path),
        "config": level(configuration, ""),
        "steps": [{"id": id, **level(prepared.invocations[id].step.configuration, f"steps.{id}.")} for id in order],
        "step_options": {id: level(options, f"steps.{id}.") for id, options in (arguments.get("step_configurations") or {}).items()},
        "environment": sorted(read_variables),
        "files": hashes(),
    }


def told(problem):
    """An exception with the lines of the project that it came through: those of ZenML help nobody."""
    frames = traceback.extract_tb(problem.__traceback__)
    places = [f"{below_root(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames if is_own(frame.filename)]
    return "\n".join([*places, *(line.rstrip() for line in traceback.format_exception_only(problem))])


def main(source_root, code, config_path=None):
    sys.dont_write_bytecode = True
    os.environ["ZENML_PREVENT_PIPELINE_EXECUTION"] = "true"
    os.environ.setdefault("ZENML_ANALYTICS_OPT_IN", "false")
    os.environ.setdefault("ZENML_LOGGING_COLORS_DISABLED", "true")
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    sys.addaudithook(audit)
    try:
        result = capture(source_root, code, config_path)
    except Unwritable as problem:
        sys.exit(f"the lock file cannot hold what the code gives: {problem}")
    except Exception as problem:
        sys.exit(told(problem))
    with answer:
        json.dump(result, answer)


main(*sys.argv[1:])
