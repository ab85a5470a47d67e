"""Prints what the installed ZenML version knows: python catalog/extract.py. `npm run catalog -- 0.99.0` calls it, and stores the answer.

Needs `pip install 'zenml[local]==<version>'` and nothing else: SDKs that are not there are replaced by stand-ins. Everything is asked of ZenML's own
classes; what could not be found out is reported on stderr, and the exit code is 1. docs/catalog.md says what to review.
"""

import contextlib
import enum
import importlib
import importlib.abc
import importlib.machinery
import importlib.metadata
import inspect
import io
import json
import logging
import os
import pkgutil
import re
import sys
import tempfile
import types
import typing
import uuid
import warnings
from unittest.mock import MagicMock

os.environ["ZENML_ANALYTICS_OPT_IN"] = "false"
os.environ["ZENML_CONFIG_PATH"] = tempfile.mkdtemp(prefix="zenml-catalog-")
os.environ["ZENML_LOGGING_VERBOSITY"] = "CRITICAL"
warnings.simplefilter("ignore")

import pydantic  # noqa: E402
import pydantic_core  # noqa: E402
import zenml  # noqa: E402
from zenml import pipeline, step  # noqa: E402
from zenml.config import DockerSettings, ResourceSettings  # noqa: E402
from zenml.config import docker_settings as docker_settings_module  # noqa: E402
from zenml.config.pipeline_run_configuration import PipelineRunConfiguration  # noqa: E402
from zenml.config.source import Source  # noqa: E402
from zenml.config.step_configurations import StepConfigurationUpdate  # noqa: E402
from zenml.enums import StackComponentType  # noqa: E402
from zenml.integrations import constants as integration_constants_module  # noqa: E402
from zenml.integrations.registry import integration_registry  # noqa: E402
from zenml.pipelines.pipeline_definition import Pipeline  # noqa: E402
from zenml.stack import Stack  # noqa: E402
from zenml.stack.flavor_registry import FlavorRegistry  # noqa: E402
from zenml.steps import BaseStep  # noqa: E402
from zenml.utils import pipeline_docker_image_builder as generator  # noqa: E402
from zenml.utils import pydantic_utils, secret_utils, settings_utils  # noqa: E402

logging.disable(logging.CRITICAL)

# Validators that run before pydantic's own check take values that the annotation refuses. Each one was read; a new one is a problem to look at.
# The value is the type that counts; None: the annotation's is right.
BEFORE_VALIDATORS = {
    "AirflowOrchestratorSettings.operator": None,
    "GCPImageBuilderConfig.location": None,
    "KubernetesOrchestratorSettings.api_request_timeout": "Optional[float(ge=1)]",
    "KubernetesOrchestratorSettings.concurrency_policy": "Optional[str]",
    "KubernetesOrchestratorSettings.pod_failure_policy": None,
    "KubernetesPodSettings": None,
    "KubernetesStepOperatorSettings.api_request_timeout": "Optional[float(ge=1)]",
    "VertexExperimentTrackerSettings.experiment": None,
    "WandbExperimentTrackerSettings.settings": None,
}
# Values that the class throws away before it checks any.
DISCARDED = {"KubeflowOrchestratorSettings.pod_settings"}
# Kubernetes contexts that mean this machine: those that make a deployer local are found by trying them.
LOCAL_CONTEXTS = ["k3d-", "kind-", "minikube", "docker-desktop", "colima", "rancher-desktop"]
LOCAL_REGISTRY = "localhost:[0-9]{4,5}"

problems: list[str] = []
models: dict[str, dict] = {}


# --- types ---------------------------------------------------------------------------------------------------------------------------------------


def notation(annotation, metadata=()) -> str:
    """A Python type in compact form: `Optional[Dict[str, int(ge=0)]]`; a pydantic model by its name, with an entry in `models`."""
    name = bare(annotation)
    limits = constraints(metadata)
    if not limits:
        return name
    inner = re.fullmatch(r"Optional\[(.*)\]", name)
    if inner:
        return f"Optional[{limited(inner[1], limits)}]"
    return limited(name, limits)


def limited(name, limits) -> str:
    return f"{name[:-1]}, {limits})" if name.endswith(")") else f"{name}({limits})"


def bare(annotation) -> str:
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Annotated:
        return notation(args[0], args[1:])
    if origin is typing.Union or origin is types.UnionType:
        parts = [bare(a) for a in args if a is not type(None)]
        if "Any" in parts:
            return "Any"
        inner = parts[0] if len(parts) == 1 else f"Union[{', '.join(parts)}]"
        return f"Optional[{inner}]" if type(None) in args else inner
    if origin is typing.Literal:
        return literal(args)
    names = {list: "List", set: "Set", frozenset: "Set", tuple: "Tuple", dict: "Dict"}
    if origin is not None and inspect.isclass(origin):
        for kind, name in names.items():
            if issubclass(origin, kind):
                return f"{name}[{', '.join('...' if a is Ellipsis else bare(a) for a in args)}]"
        if origin.__module__ == "collections.abc":
            name = "Dict" if "Mapping" in origin.__name__ else "List"
            return f"{name}[{', '.join(bare(a) for a in args)}]"
    if annotation in names:
        return {"Dict": "Dict[Any, Any]"}.get(names[annotation], f"{names[annotation]}[Any]")
    if annotation is type(None):
        return "None"
    if not inspect.isclass(annotation):
        return "Any"
    if issubclass(annotation, int) and issubclass(annotation, enum.Enum):
        return "Any"
    if issubclass(annotation, enum.Enum):
        return literal([member.value for member in annotation])
    if issubclass(annotation, pydantic.SecretStr):
        return "str"
    if annotation in (bool, int, float, str):
        return annotation.__name__
    if annotation is uuid.UUID:
        return "UUID"
    if issubclass(annotation, pydantic.BaseModel):
        if takes_anything(annotation):
            return "Any"
        add_model(annotation)
        return annotation.__name__
    return "Any"


def literal(values) -> str:
    return f"Literal[{', '.join(repr(v.value if isinstance(v, enum.Enum) else v) for v in values)}]"


def constraints(metadata) -> str:
    limits = []
    for item in metadata:
        if isinstance(item, pydantic.fields.FieldInfo):
            limits += [constraints(item.metadata)]
        for name in ("gt", "ge", "lt", "le", "min_length", "max_length", "pattern"):
            value = getattr(item, name, None)
            if value is not None:
                limits.append(f"{name}={value!r}")
    return ", ".join(filter(None, limits))


def fields(model) -> dict[str, str]:
    """The keys of a pydantic model with their types, as they are written in YAML."""
    result = {}
    for name, field in model.model_fields.items():
        looser = before_validator(model, name)
        if any(f"{parent.__name__}.{name}" in DISCARDED for parent in model.__mro__):
            result[name] = "Any"
        elif isinstance(looser, str):
            result[name] = looser
        elif any(isinstance(m, (pydantic.PlainValidator, pydantic.BeforeValidator)) for m in field.metadata):
            result[name] = "Any"
        else:
            result[field.alias or name] = notation(field.annotation, field.metadata)
    return result


def before_validator(model, name):
    for decorator in model.__pydantic_decorators__.field_validators.values():
        if decorator.info.mode == "before" and name in decorator.info.fields:
            owner = decorator.func.__qualname__.split(".")[0]
            for key in (f"{owner}.{name}", owner):
                if key in BEFORE_VALIDATORS:
                    return BEFORE_VALIDATORS[key]
            problems.append(f"{owner}.{name} has a validator that runs before pydantic's: see BEFORE_VALIDATORS")
    return None


def takes_anything(model) -> bool:
    """A path to Python code may be written as text; and a validator that runs first may turn anything into the model."""
    validators = model.__pydantic_decorators__.model_validators.values()
    return issubclass(model, Source) or any(validator.info.mode != "after" for validator in validators)


def add_model(model) -> None:
    if model.__name__ not in models:
        models[model.__name__] = {}  # before its fields: a model may contain itself
        models[model.__name__] = described(model)


def described(model) -> dict:
    entry = {"keys": fields(model), "required": sorted(f.alias or n for n, f in model.model_fields.items() if f.is_required())}
    if model.model_config.get("extra") == "forbid":
        entry["closed"] = True
    return entry


# --- stand-ins for SDKs --------------------------------------------------------------------------------------------------------------------------


class StandInMeta(type):
    def __getattr__(cls, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return stand_in(name)

    def __or__(cls, other):
        return typing.Any

    __ror__ = __or__

    def __getitem__(cls, item):
        return cls


def stand_in(name):
    def attribute(self, key):
        if key.startswith("__"):
            raise AttributeError(key)
        return stand_in(key)

    return StandInMeta(name, (), {"__init__": lambda self, *a, **k: None, "__getattr__": attribute, "__call__": lambda self, *a, **k: a[0] if a else None})


class StandInModule(types.ModuleType):
    __path__: list[str] = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        value = stand_in(name)
        setattr(self, name, value)
        return value


class StandInFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what nothing else found, outside ZenML itself."""

    def find_spec(self, fullname, path, target=None):
        # A missing module of Python itself is one of another operating system.
        if fullname.split(".")[0] in {"zenml", *sys.stdlib_module_names}:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec):
        return StandInModule(spec.name)

    def exec_module(self, module):
        pass


@contextlib.contextmanager
def stand_ins():
    finder = StandInFinder()
    sys.meta_path.append(finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
        for name in [n for n, m in sys.modules.items() if isinstance(m, StandInModule)]:
            del sys.modules[name]


# --- flavors -------------------------------------------------------------------------------------------------------------------------------------


def all_flavors():
    """Built-in flavors and those of every integration, by `<type>.<flavor>`."""
    found = []
    for flavor_class in FlavorRegistry().builtin_flavors:
        found.append(flavor_class())
    for name, integration in integration_registry.integrations.items():
        try:
            found += [flavor_class() for flavor_class in integration.flavors()]
        except Exception as error:
            problems.append(f"flavors of integration {name}: {error!r}")
    return {f"{flavor.type.value}.{flavor.name}": flavor for flavor in found}


def describe(key, flavor):
    config_class = flavor.config_class
    implementation = implementation_of(key, flavor)
    entry = {"integration": integration_of(implementation), "image": image_of(key, flavor, implementation)}
    kind = key.split(".")[0]
    if kind == "container_registry" or (kind in ("orchestrator", "deployer") and (entry["image"] or kind == "orchestrator")):
        entry["local"] = local_rule(key, config_class)
    lines = getattr(implementation, "CONTAINER_REQUIREMENTS", None)
    if lines:
        entry["requirements"] = list(lines)
    if kind == "image_builder":
        entry["builds_locally"] = bool(probe(implementation).is_building_locally)
    keys = fields(config_class)
    if entry["image"] and "always_build_pipeline_image" in keys:
        entry["always_build_pipeline_image"] = True
    entry["configuration"] = keys
    if config_class.model_config.get("extra") == "forbid":
        entry["closed"] = True
    entry["required"] = required_keys(config_class)
    for name, field in config_class.model_fields.items():
        if field.is_required() and name not in entry["required"]:
            keys[name] = f"Optional[{keys[name]}]"  # the class fills it in, also in the place of a null
    schemes = getattr(config_class, "SUPPORTED_SCHEMES", None)
    if schemes is not None:
        entry["schemes"] = sorted(schemes)
    plain = sorted(n for n, f in config_class.model_fields.items() if refuses_secrets(config_class, n, f))
    if plain:
        entry["plain"] = plain
    renamed = renamed_keys(config_class)
    if renamed:
        entry["renamed"] = renamed
    settings = settings_of(key, implementation)
    entry["settings"] = None if settings is None else list(settings)
    # Most configuration classes inherit their settings class, so that the types are there already.
    other = {name: kind for name, kind in (settings or {}).items() if keys.get(name) != kind}
    if other:
        entry["settings_types"] = other
    return entry


def integration_of(implementation):
    """Whose requirements a component brings: where its class stands counts, not its flavor (ZenML, `StackComponent.requirements`)."""
    match = re.match(r"zenml\.integrations\.([^.]+)\.", implementation.__module__)
    if not match:
        return None
    package = f"zenml.integrations.{match[1]}"
    for name, integration in integration_registry.integrations.items():
        if integration.__module__ == package:
            return name
    problems.append(f"no integration for module {implementation.__module__}")
    return None


def implementation_of(key, flavor):
    with stand_ins():
        try:
            return flavor.implementation_class
        except Exception as error:
            problems.append(f"{key}: implementation class: {error!r}")
            return None


def probe(implementation):
    """An object of a component class without its `__init__`."""
    concrete = type("Probe", (implementation,), {"config": MagicMock(), "name": "probe"})
    concrete.__abstractmethods__ = frozenset()
    return object.__new__(concrete)


def image_of(key, flavor, implementation):
    if implementation is None:
        return None
    step = MagicMock()
    step.config.docker_settings = DockerSettings()
    step.config.step_operator = "probe"
    step.config.uses_step_operator = lambda name: True
    step.config.extra = {"seldon_custom_deployment": True}
    snapshot = MagicMock()
    snapshot.pipeline_configuration.docker_settings = DockerSettings()
    with contextlib.suppress(ImportError):
        from zenml.config import DeploymentSettings

        snapshot.pipeline_configuration.deployment_settings = DeploymentSettings()
    snapshot.step_configurations = {"step": step}
    snapshot.is_dynamic = False
    try:
        with stand_ins():
            builds = probe(implementation).get_docker_builds(snapshot)
    except Exception as error:
        problems.append(f"{key}: images: {error!r}")
        return None
    if not builds:
        return None
    build = builds[0]
    image = {"key": build.key}
    if build.entrypoint:
        image["entrypoint"] = build.entrypoint
    for name, source in build.extra_files.items():
        image.setdefault("files", []).append(name)
        with open(source) if os.path.exists(source) else io.StringIO(source) as file:
            files[name] = file.read()
    for name, lines in (getattr(build, "extra_requirements_files", None) or {}).items():
        if name != ".zenml_deployment_requirements":
            problems.append(f"{key}: unknown requirements file {name}")
        image["deployment_requirements"] = True
        deployment_requirements.update(lines)
    return image


def local_rule(key, config_class):
    """How `is_local` depends on the configuration, found by trying."""

    def is_local(**values):
        dummies = {name: "x" for name in required_keys(config_class)}
        defaults = {n: f.get_default(call_default_factory=True) for n, f in config_class.model_fields.items() if not f.is_required()}
        return bool(config_class.model_construct(**{**defaults, **dummies, **values}).is_local)

    if "uri" in config_class.model_fields:
        if is_local(uri="localhost:5000") == is_local(uri="example.com"):
            problems.append(f"{key}: is_local does not depend on the uri")
        return {"uri": LOCAL_REGISTRY}
    always = is_local()
    for name, field in config_class.model_fields.items():
        if field.annotation is not bool or is_local(**{name: not field.default}) == always:
            continue
        rule = {"option": name, "default": field.default}
        for text in [n for n, f in config_class.model_fields.items() if f.annotation == typing.Optional[str]]:
            contains = [context for context in LOCAL_CONTEXTS if is_local(**{text: f"a-{context}-b"})]
            if contains and not always:
                rule.update({"or": text, "contains": contains})
        return rule
    return always


def required_keys(config_class):
    """Keys without which the class refuses: a validator may fill in what the annotation calls required."""
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            config_class()
        return []
    except pydantic.ValidationError as error:
        return sorted(str(e["loc"][0]) for e in error.errors() if e["type"] == "missing")
    except Exception:
        return sorted(n for n, f in config_class.model_fields.items() if f.is_required())


def refuses_secrets(config_class, name, field):
    clear = getattr(secret_utils, "is_clear_text_field", lambda f: False)
    return pydantic_utils.has_validators(config_class, name) or clear(field)


def renamed_keys(config_class):
    """Deprecated keys that stand for another one: old name to new name."""
    result = {}
    for decorator in config_class.__pydantic_decorators__.model_validators.values():
        for attributes in closure_values(decorator.func):
            if isinstance(attributes, tuple):
                result.update({a[0]: a[1] for a in attributes if isinstance(a, tuple) and len(a) == 2})
    return result


def closure_values(function, depth=0):
    function = getattr(function, "__func__", getattr(function, "__wrapped__", function))
    for cell in getattr(function, "__closure__", None) or ():
        value = cell.cell_contents
        yield value
        if depth < 4 and callable(value):
            yield from closure_values(value, depth + 1)


def settings_of(key, implementation):
    """The settings class' keys, or None where the flavor has none."""
    if implementation is None:
        return None
    try:
        with stand_ins():
            settings_class = probe(implementation).settings_class
    except Exception as error:
        problems.append(f"{key}: settings class: {error!r}")
        return None
    if settings_class is None:
        return None
    needed = required_keys(settings_class)
    if needed:
        problems.append(f"{key}: settings need {needed}")
    return fields(settings_class)


# --- the rest ------------------------------------------------------------------------------------------------------------------------------------


def integrations():
    result = {}
    if not integration_registry.integrations:
        problems.append("no integrations: a module that ZenML imports is missing (0.80 needs `setuptools<80`)")
    for name, integration in sorted(integration_registry.integrations.items()):
        result[name] = {
            "requirements": list(integration.get_requirements(target_os="linux")),
            "apt": list(integration.APT_PACKAGES),
        }
    return result


def integration_constants():
    """`from zenml.integrations.constants import MLFLOW`."""
    return {name: value for name, value in vars(integration_constants_module).items() if name[0] != "_" and isinstance(value, str)}


def library_steps():
    """Steps that integrations bring, with every module that they can be imported from."""
    found = {}
    integrations_package = importlib.import_module("zenml.integrations")
    with stand_ins():
        for info in pkgutil.walk_packages(integrations_package.__path__, "zenml.integrations.", onerror=lambda name: None):
            if ".steps" not in info.name:
                continue
            try:
                module = importlib.import_module(info.name)
            except Exception as error:
                problems.append(f"steps of {info.name}: {error!r}")
                continue
            for name, value in vars(module).items():
                if isinstance(value, BaseStep):
                    found.setdefault(name, (value, []))[1].append(info.name)
                    if found[name][0] is not value:
                        problems.append(f"two steps have the name {name}")
    return {name: library_step(name, *found[name]) for name in sorted(found)}


def library_step(name, step, modules):
    configuration = step.configuration
    if step.name != name or configuration.settings or configuration.step_operator or configuration.experiment_tracker:
        problems.append(f"{modules[0]}.{name} has a name, settings, an operator or a tracker of its own: the catalog has no key for them")
    return {"modules": sorted(modules), **({"extra": configuration.extra} if configuration.extra else {})}


def code_arguments():
    """Names of the arguments that code may give to ZenML's decorators and methods; `with_options` of a pipeline hands the others to `configure`."""
    functions = {
        "@step": step,
        "@pipeline": pipeline,
        "step()": BaseStep.__call__,
        "step.configure": BaseStep.configure,
        "pipeline.configure": Pipeline.configure,
        "pipeline.with_options": Pipeline.with_options,
    }
    if named_arguments(BaseStep.with_options) != named_arguments(BaseStep.configure):
        problems.append("with_options of a step takes other arguments than its configure: the catalog has no key for them")
    return {name: named_arguments(function) for name, function in functions.items()}


def named_arguments(function):
    parameters = inspect.signature(function).parameters.values()
    return sorted(p.name for p in parameters if p.name != "self" and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD))


def docker_enums():
    """Members of the enumerations that are values in DockerSettings: `PythonPackageInstaller.UV`."""
    classes = [c for c in vars(docker_settings_module).values() if inspect.isclass(c) and c.__module__ == docker_settings_module.__name__]
    return {c.__name__: {member.name: member.value for member in c} for c in classes if issubclass(c, enum.Enum)}


def docker_settings():
    result = {}
    types_ = fields(DockerSettings)
    deprecated = deprecated_attributes(DockerSettings)
    for name, field in DockerSettings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        result[name] = {"type": types_[name], "default": default.value if isinstance(default, enum.Enum) else default}
        if name in deprecated:
            result[name]["deprecated"] = True
    return result


def deprecated_attributes(model):
    names = set()
    for decorator in model.__pydantic_decorators__.model_validators.values():
        for attributes in closure_values(decorator.func):
            if isinstance(attributes, tuple):
                names |= {a if isinstance(a, str) else a[0] for a in attributes}
    return names | set(re.findall(r"^ +(\w+): DEPRECATED", model.__doc__ or "", re.MULTILINE))


def component_order():
    order = [n for n in inspect.signature(Stack.__init__).parameters if n in {t.value for t in StackComponentType}]
    missing = {t.value for t in StackComponentType} - set(order)
    if missing:
        problems.append(f"component types that Stack.__init__ does not name: {sorted(missing)}")
    return order


def repeatable():
    """Types for which Stack.__init__ takes a list."""
    parameters = inspect.signature(Stack.__init__).parameters
    return [n for n in component_order() if "List[" in str(parameters[n].annotation)]


def pythons():
    classifiers = importlib.metadata.metadata("zenml").get_all("Classifier") or []
    versions = [m[1] for m in (re.search(r":: (3\.\d+)$", c) for c in classifiers) if m]
    return sorted(versions, key=lambda v: int(v.split(".")[1]))


def general_settings():
    result = {"resources": described(ResourceSettings)}
    with contextlib.suppress(ImportError):
        from zenml.config import DeploymentSettings
        from zenml.config.constants import DEPLOYMENT_SETTINGS_KEY

        result[DEPLOYMENT_SETTINGS_KEY] = described(DeploymentSettings)
    return result


def constants():
    export = generator.PythonEnvironmentExportMethod
    return {
        "default_repository": generator.DEFAULT_ZENML_DOCKER_REPOSITORY,
        "workdir": generator.DOCKER_IMAGE_WORKDIR,
        "pip_default_args": generator.PIP_DEFAULT_ARGS,
        "uv_default_args": generator.UV_DEFAULT_ARGS,
        "pyproject_export_commands": getattr(generator, "DEFAULT_PYPROJECT_EXPORT_COMMANDS", None),
        "replicate_commands": {method.value: method.command for method in export},
        "deployment_requirements": sorted(deployment_requirements) or None,
    }


files: dict[str, str] = {}
deployment_requirements: set[str] = set()


def catalog():
    flavors = {key: describe(key, flavor) for key, flavor in sorted(all_flavors().items())}
    settings = general_settings()
    docker = docker_settings()
    return {
        "zenml": zenml.__version__,
        "pythons": pythons(),
        "component_order": component_order(),
        "repeatable_component_types": repeatable(),
        "run_configuration_keys": list(PipelineRunConfiguration.model_fields),
        "step_keys": list(StepConfigurationUpdate.model_fields),
        "generator": constants(),
        "docker_settings": docker,
        "docker_enums": docker_enums(),
        "settings": settings,
        "settings_by_name": settings_utils.is_valid_setting_key("orchestrator:name"),
        "integrations": integrations(),
        "integration_constants": integration_constants(),
        "library_steps": library_steps(),
        "code_arguments": code_arguments(),
        "flavors": flavors,
        "models": dict(sorted(models.items())),
        "files": files,
    }


def to_text(data):
    """One line for each integration, flavor and setting: a diff shows what changed, and the file stays small."""

    def one(value):
        return json.dumps(value, ensure_ascii=False, default=pydantic_core.to_jsonable_python)

    lines = []
    for key, value in data.items():
        if isinstance(value, dict) and value:
            inner = ",\n".join(f"  {one(k)}: {one(v)}" for k, v in value.items())
            lines.append(f" {one(key)}: {{\n{inner}\n }}")
        else:
            lines.append(f" {one(key)}: {one(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.stdout.write(to_text(catalog()))
    for problem in dict.fromkeys(problems):
        print(problem, file=sys.stderr)
    sys.exit(1 if problems else 0)
