/** One broken file of a project that is right otherwise. */
export interface Case {
  readonly name: string
  readonly file: string
  /** `«` comes before the place that is reported. */
  readonly text: string
  readonly code: string
  /** What the message must say: the way out. */
  readonly names: string
}

/** A broken file, what is reported at `«`, and what that must say. */
export const of =
  (file: string) =>
  (name: string, text: string, code: string, names: string): Case => ({ name, file, text, code, names })

const project = of('dockcompile.config.yaml')
const stack = of('stack.yaml')
const pipeline = of('train.yaml')
const requirements = of('requirements.txt')

const BASE = 'stack: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n'
const HEAD = 'zenml_version: 0.98.0\nstack_name: prod\n'
export const STORE = '  artifact_store: [{name: b, type: artifact_store, flavor: s3, configuration: {path: "s3://b"}}]\n'
export const REGISTRY =
  '  container_registry: [{name: r, type: container_registry, flavor: default, configuration: {uri: r.example.com}}]\n'
export const ORCHESTRATOR = '  orchestrator: [{name: k, type: orchestrator, flavor: kubernetes, configuration: {}}]\n'

export const CASES: readonly Case[] = [
  // The project file.
  project('project: key', `«stak: stack.yaml\npipelines: [train.yaml]\npython: "3.11"\n`, 'DC2001', '`stack`'),
  project('project: key in camel case', `${BASE}«sourceRoot: .\n`, 'DC2001', '`source_root`'),
  project('project: plural', `stack: stack.yaml\n«pipeline: [train.yaml]\npython: "3.11"\n`, 'DC2001', '`pipelines`'),
  project('project: unquoted Python', `stack: stack.yaml\npipelines: [train.yaml]\npython: «3.11\n`, 'DC2002', '"3.11"'),
  project(
    'project: unquoted Python that loses its zero',
    `stack: stack.yaml\npipelines: [train.yaml]\npython: «3.10\n`,
    'DC2002',
    '"3.10"',
  ),
  project(
    'project: Python as pip writes it',
    `stack: stack.yaml\npipelines: [train.yaml]\npython: «python3.11\n`,
    'DC2005',
    '3.11',
  ),
  project(
    'project: Python that ZenML does not support',
    `stack: stack.yaml\npipelines: [train.yaml]\npython: «"3.7"\n`,
    'DC3010',
    '3.12',
  ),
  project('project: dialect', `${BASE}dialect: «portabel\n`, 'DC2003', '`portable`'),
  project('project: store', `${BASE}store: «REST\n`, 'DC2003', '`rest`'),
  project('project: resolve', `${BASE}resolve: «lock\n`, 'DC2003', '`locked`'),
  project(
    'project: stack file not there',
    `stack: «stacks.yaml\npipelines: [train.yaml]\npython: "3.11"\n`,
    'DC3003',
    '`stack.yaml`',
  ),
  project(
    'project: pipeline file not there',
    `stack: stack.yaml\npipelines: [«trian.yaml]\npython: "3.11"\n`,
    'DC3003',
    '`train.yaml`',
  ),
  project(
    'project: pattern without a match',
    `stack: stack.yaml\npipelines: [«"pipelines/*.yml"]\npython: "3.11"\n`,
    'DC3005',
    'relative to the project file',
  ),
  project(
    'project: text instead of a list',
    `stack: stack.yaml\npipelines: «train.yaml\npython: "3.11"\n`,
    'DC2002',
    '[train.yaml]',
  ),
  project(
    'project: key of a pipeline',
    `stack: stack.yaml\npipelines: [{file: train.yaml, «step: [load]}]\npython: "3.11"\n`,
    'DC2001',
    '`steps`',
  ),
  project(
    'project: pipeline without a file',
    `stack: stack.yaml\npipelines: [{«path: train.yaml}]\npython: "3.11"\n`,
    'DC2001',
    '`file`',
  ),
  project(
    'project: two pipelines of one name',
    `stack: stack.yaml\npipelines: [{file: train.yaml, name: a}, {file: «requirements.txt, name: a}]\npython: "3.11"\n`,
    'DC3006',
    'another `name`',
  ),
  project('project: docker settings at the top', `${BASE}«requirements: [numpy]\n`, 'DC2001', '`settings.docker`'),
  project(
    'project: docker settings without docker',
    `${BASE}settings:\n  «requirements: [numpy]\n`,
    'DC2001',
    '`settings.docker`',
  ),
  project(
    'project: key of the docker settings',
    `${BASE}settings:\n  docker:\n    «apt_package: [git]\n`,
    'DC2001',
    '`apt_packages`',
  ),
  project(
    'project: both stack and stacks',
    `stack: stack.yaml\n«stacks: {dev: stack.yaml}\npipelines: [train.yaml]\npython: "3.11"\n`,
    'DC2008',
    'keep one',
  ),
  project('project: platform', `${BASE}bake: {platforms: [«linux/amd46]}\n`, 'DC4124', '`linux/amd64`'),
  project('project: a secret without a source', `${BASE}secrets:\n  TOKEN: {«file: a, env: B}\n`, 'DC2008', 'one source'),
  project('project: variables as a list', `${BASE}variables: «[TEAM=a]\n`, 'DC2002', '`{TEAM: a}`'),
  project('project: code repository', `${BASE}code_repository: «githb\n`, 'DC2003', '`github`'),
  project('project: a switch as text', `${BASE}split_heavy: «"yes"\n`, 'DC2002', '`true` or `false`'),
  // The stack file.
  stack('stack: key', `${HEAD}«component:\n${ORCHESTRATOR}${STORE}${REGISTRY}`, 'DC2004', '`components`'),
  stack(
    'stack: component type',
    `${HEAD}components:\n  «orchestratr: [{name: k, type: orchestrator, flavor: kubernetes, configuration: {}}]\n${STORE}${REGISTRY}`,
    'DC2001',
    '`orchestrator`',
  ),
  stack(
    'stack: flavor',
    `${HEAD}components:\n  orchestrator: [{name: k, type: orchestrator, flavor: «kubernets, configuration: {}}]\n${STORE}${REGISTRY}`,
    'DC2035',
    '`kubernetes`',
  ),
  stack(
    'stack: component without a flavor',
    `${HEAD}components:\n  orchestrator: [{«name: k, type: orchestrator, configuration: {}}]\n${STORE}${REGISTRY}`,
    'DC2004',
    '`flavor`',
  ),
  stack(
    'stack: version',
    `zenml_version: «0.98.x\nstack_name: prod\ncomponents:\n${ORCHESTRATOR}${STORE}${REGISTRY}`,
    'DC3053',
    '0.98.0',
  ),
  stack(
    'stack: version as a number',
    `zenml_version: «0.98\nstack_name: prod\ncomponents:\n${ORCHESTRATOR}${STORE}${REGISTRY}`,
    'DC2002',
    '"0.98"',
  ),
  stack(
    'stack: bucket of another scheme',
    `${HEAD}components:\n${ORCHESTRATOR}  artifact_store: [{name: b, type: artifact_store, flavor: s3, configuration: {path: «"gs://b"}}]\n${REGISTRY}`,
    'DC2033',
    's3://',
  ),
  stack(
    'stack: registry without an address',
    `${HEAD}components:\n${ORCHESTRATOR}${STORE}  container_registry: [{name: «r, type: container_registry, flavor: default, configuration: {}}]\n`,
    'DC2034',
    '`uri`',
  ),
  // The pipeline file: keys and nesting.
  pipeline('pipeline: settings', '«setings:\n  docker: {requirements: [numpy==2.2.6]}\n', 'DC2001', '`settings`'),
  pipeline('pipeline: docker', 'settings:\n  «doker: {requirements: [numpy==2.2.6]}\n', 'DC2001', '`docker`'),
  pipeline(
    'pipeline: a docker key',
    'settings:\n  docker: {«requirement: [numpy==2.2.6], user: "1000"}\n',
    'DC2001',
    '`requirements`',
  ),
  pipeline('pipeline: docker settings at the top', '«docker:\n  requirements: [numpy==2.2.6]\n', 'DC2001', '`settings`'),
  pipeline('pipeline: requirements at the top', '«requirements: [numpy==2.2.6]\n', 'DC2001', '`settings.docker`'),
  pipeline('pipeline: requirements in settings', 'settings:\n  «requirements: [numpy==2.2.6]\n', 'DC2001', '`settings.docker`'),
  pipeline(
    'pipeline: resources in docker',
    'settings:\n  docker: {user: "1000", «resources: {cpu_count: 2}}\n',
    'DC2001',
    '`settings`',
  ),
  pipeline(
    'pipeline: key of build options',
    'settings:\n  docker:\n    user: "1000"\n    build_config: {build_options: {«build_arg: {A: b}}}\n',
    'DC4017',
    'build_args',
  ),
  pipeline(
    'pipeline: key of build_config',
    'settings:\n  docker:\n    user: "1000"\n    build_config: {«buildoptions: {pull: true}}\n',
    'DC2001',
    '`build_options`',
  ),
  pipeline('pipeline: key of a step', 'steps:\n  fit: {«setting: {docker: {user: "1000"}}}\n', 'DC2001', '`settings`'),
  pipeline(
    'pipeline: docker directly in a step',
    'steps:\n  fit:\n    «docker: {user: "1000"}\n',
    'DC2001',
    '`steps.fit.settings`',
  ),
  pipeline(
    'pipeline: requirements directly in a step',
    'steps:\n  fit:\n    «requirements: [numpy==2.2.6]\n',
    'DC2001',
    '`steps.fit.settings.docker`',
  ),
  pipeline('pipeline: name of a step', 'steps:\n  «fitt: {settings: {docker: {user: "1000"}}}\n', 'DC3012', '`fit`'),
  pipeline(
    'pipeline: steps as a list',
    'steps:\n  «- fit: {settings: {docker: {user: "1000"}}}\n',
    'DC2002',
    'leave out the `- `',
  ),
  // The pipeline file: values.
  pipeline('pipeline: installer', 'settings: {docker: {user: "1000", python_package_installer: «uvv}}\n', 'DC2003', '`uv`'),
  pipeline('pipeline: packages as text', 'settings: {docker: {apt_packages: «git curl}}\n', 'DC2002', '`[git, curl]`'),
  pipeline('pipeline: environment as a list', 'settings: {docker: {environment: «[A=1]}}\n', 'DC2002', '`{A: "1"}`'),
  pipeline('pipeline: user as a number', 'settings: {docker: {user: «1000}}\n', 'DC2002', '"1000"'),
  pipeline(
    'pipeline: memory of Kubernetes',
    'settings: {docker: {user: "1000"}, resources: {memory: «4Gi}}\n',
    'DC2005',
    '`4GiB`',
  ),
  pipeline('pipeline: integration', 'settings: {docker: {required_integrations: [«sklaern]}}\n', 'DC4002', '`sklearn`'),
  pipeline(
    'pipeline: integration that is a package',
    'settings: {docker: {required_integrations: [«requests]}}\n',
    'DC4002',
    '`requirements`',
  ),
  pipeline(
    'pipeline: requirements file not there',
    'settings: {docker: {requirements: «requirement.txt}}\n',
    'DC4004',
    '`requirements.txt`',
  ),
  pipeline('pipeline: Dockerfile not there', 'settings: {docker: {dockerfile: «Dockerfile}}\n', 'DC4008', 'relative'),
  pipeline('pipeline: pyproject not there', 'settings: {docker: {pyproject_path: «src/pyproject.toml}}\n', 'DC4006', 'relative'),
  pipeline(
    'pipeline: parent with a scheme',
    'settings: {docker: {parent_image: «"https://registry.example.com/a:1", requirements: [zenml==0.98.0]}}\n',
    'DC4023',
    'write `registry.example.com/a:1`',
  ),
  pipeline('pipeline: skip_build without a parent', 'settings: {docker: {«skip_build: true}}\n', 'DC2008', '`parent_image`'),
  pipeline('pipeline: tag', 'settings: {docker: {user: "1000", image_tag: «"v 1"}}\n', 'DC4026', 'tag'),
  pipeline('pipeline: variable without a value', 'settings: {docker: {requirements: [«"numpy==${NUMPY}"]}}\n', 'DC3011', 'NUMPY'),
  pipeline(
    'pipeline: step operator',
    'steps: {fit: {step_operator: «sagemaker, settings: {docker: {user: "1000"}}}}\n',
    'DC3014',
    'step operator',
  ),
  pipeline(
    'pipeline: requirement with one equals sign',
    'settings: {docker: {requirements: [«scipy=1.4.0]}}\n',
    'DC4110',
    '`scipy==1.4.0`',
  ),
  pipeline(
    'pipeline: settings of a component',
    'settings: {docker: {user: "1000"}, «orchestratr.kubernetes: {}}\n',
    'DC2001',
    '`orchestrator.kubernetes`',
  ),
  // YAML.
  pipeline('YAML: tab', 'settings:\n«\tdocker: {user: "1000"}\n', 'DC1003', 'spaces'),
  pipeline(
    'YAML: wrong indentation',
    'settings:\n  docker:\n    user: "1000"\n   «environment: {A: b}\n',
    'DC1006',
    'indentation',
  ),
  pipeline(
    'YAML: no space behind the colon',
    'settings:\n  docker:\n    «user:"1000"\n    apt_packages: [git]\n',
    'DC1007',
    '`key: value`',
  ),
  pipeline('YAML: bracket', 'settings:\n  docker:\n    apt_packages: «[git\n    user: "1000"\n', 'DC1005', 'closed'),
  pipeline('YAML: quote', 'settings:\n  docker:\n    user: «"1000\n', 'DC1004', 'closed'),
  pipeline(
    'YAML: a second colon',
    'settings:\n  docker:\n    local_project_install_command: «pip install .: x\n',
    'DC1007',
    'quotes',
  ),
  pipeline('YAML: a key twice', 'settings:\n  docker:\n    user: "1000"\n    «user: "1001"\n', 'DC1002', 'remove one'),
  pipeline('YAML: merge conflict', '«<<<<<<< HEAD\nsettings: {}\n=======\nsteps: {}\n>>>>>>> main\n', 'DC1001', 'resolve it'),
  // Requirement files.
  requirements('requirements: one equals sign', 'numpy==2.2.6\n«scipy=1.4.0\n', 'DC4110', '`scipy==1.4.0`'),
  requirements('requirements: a command', '«pip install numpy\n', 'DC4110', '`numpy`'),
  requirements('requirements: a local folder', 'numpy==2.2.6\n«./lib\n', 'DC4112', 'nothing is there in the project'),
  requirements('requirements: contradiction', 'numpy==2.2.6\n«numpy==2.3.5\n', 'DC4113', 'numpy'),
]
