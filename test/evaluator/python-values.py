"""Prints what Python makes of small projects, one JSON line for each line of input; test/evaluator/our-values.ts prints ours in the same form.

A line of input is `{"files": {path: text}, "variables": {…}}`; `m.py` is imported. With
`repair`, what raises is taken out of it until nothing does, and the answer has the text that is left. Nothing here may be a program that harms: the texts are generated.
"""

import ast
import enum
import importlib
import json
import os
import pathlib
import signal
import sys
import tempfile
import traceback
import types
import warnings

warnings.simplefilter("ignore")
ROOT = "/root-of-project"


def show(value, root, depth=0):
    if depth > 20:
        return None
    kind = type(value)
    if kind is float:
        return ["float", repr(value)]
    if value is None or value is ...:
        return [kind.__name__]
    if kind is bool:
        return ["bool", value]
    if kind is int:
        return ["int", hex(value)]
    if kind is str:
        return ["str", value.replace(root, ROOT)]
    if isinstance(value, pathlib.PurePath):
        return ["Path", str(value).replace(root, ROOT)]
    if kind is bytes:
        return ["bytes", value.hex()]
    if isinstance(value, enum.Enum):
        return ["member", kind.__name__, value.name]
    if kind in (list, tuple) or isinstance(value, tuple):
        return ["tuple" if isinstance(value, tuple) else "list", [show(item, root, depth + 1) for item in value]]
    if kind in (set, frozenset):
        return [kind.__name__, [show(item, root, depth + 1) for item in value]]
    if kind is dict:
        return ["dict", [[show(k, root, depth + 1), show(v, root, depth + 1)] for k, v in value.items()]]
    if kind is range:
        return ["range", [str(value.start), str(value.stop), str(value.step)]]
    if issubclass(kind, (types.FunctionType, type, types.ModuleType, types.MethodType)):
        return ["opaque"]
    if kind.__module__ == "m":
        return ["instance", kind.__name__]
    return ["other", kind.__name__]


def run(root, path):
    """The module, and the exception that ends it."""
    raised = None
    before = set(sys.modules)
    out, sys.stdout = sys.stdout, open(os.devnull, "w")
    spec = importlib.util.spec_from_file_location("m", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules["m"] = module
    try:
        signal.alarm(10)
        spec.loader.exec_module(module)
    except BaseException as problem:
        raised = problem
    finally:
        signal.alarm(0)
        sys.stdout.close()
        sys.stdout = out
        for name in set(sys.modules) - before:
            del sys.modules[name]
    return module, raised


def without_failing(text, problem):
    """The text without the statement of the module that raised."""
    lines = [step.lineno for step in traceback.extract_tb(problem.__traceback__) if step.name == "<module>" and step.filename.endswith("m.py")]
    statements = ast.parse(text.encode()).body
    kept = text.splitlines(keepends=True) if "\f" not in text else None
    for node in statements:
        first = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        if kept is not None and lines and first <= lines[-1] <= node.end_lineno:
            return "".join([*kept[: first - 1], *kept[node.end_lineno :]])
    return None


def answer(request):
    with tempfile.TemporaryDirectory() as root:
        root = os.path.realpath(root)
        for path, text in request["files"].items():
            target = pathlib.Path(root, path)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode("utf-8", "surrogatepass"))
        sys.path.insert(0, root)
        text = request["files"]["m.py"]
        for _ in range(30):
            os.environ.clear()
            os.environ.update(request.get("variables", {}))
            os.chdir(root)
            importlib.invalidate_caches()
            module, raised = run(root, os.path.join(root, "m.py"))
            if raised is None or not request.get("repair") or isinstance(raised, SyntaxError):
                break
            shorter = without_failing(text, raised)
            if shorter is None:
                break
            text = shorter
            pathlib.Path(root, "m.py").write_bytes(text.encode())
        sys.path.remove(root)
        names = {name: show(v, root) for name, v in vars(module).items() if not name.startswith("__")}
        os.chdir("/")
        return {"text": text, "names": names, "raised": raised and f"{type(raised).__name__}: {raised}"[:300]}


sys.dont_write_bytecode = True
for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
