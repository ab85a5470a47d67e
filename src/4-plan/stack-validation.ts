import { diagnostic, type Note, type Report } from '../diagnostics/diagnostic.ts'
import type { Component } from '../model/component.ts'
import { get } from '../model/node.ts'
import type { Workspace } from '../model/workspace.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import { asBool } from '../python/type.ts'
import { textOf } from './configuration.ts'
import { isLocal } from './local-component.ts'

/**
 * Warns of what ZenML's stack validation refuses before it builds anything (`Stack.validate` and the components' `StackValidator`s, the same
 * from 0.80.2 to 0.98 where the flavor exists).
 *
 * Warnings, because images can be built all the same. What only the client's machine can say is left out: Kubernetes contexts, service
 * connectors, SDKs. A custom flavor's validator is not known.
 */
export function checkStack({ stack, pipelines }: Workspace, report: Report): void {
  if (pipelines.length === 0) return
  const { components } = stack
  const missing = new Map<string, Component[]>()
  const refused = new Map<Component, Component[]>()
  for (const component of components) {
    for (const need of needs(component)) add(missing, need, component, !has(components, need))
    const unfit = ALONE.find(rule => applies(rule, component) && rule.refuses(component, components))
    if (unfit)
      report(diagnostic('DC4062', component.nameSpan, { component: component.name, rule: unfit.says }, { help: unfit.help }))
  }
  for (const component of components) {
    for (const { refuses } of Object.values(REMOTE).filter(rule => applies(rule, component))) {
      for (const other of components) add(refused, other, component, other !== component && refuses(other))
    }
  }
  for (const [type, by] of missing) reportMissing(type, by, report)
  for (const [component, by] of refused) {
    // A tracker without a `tracking_uri` was reported already: one mistake, one message.
    if (!(isMlflowTracker(component) && ALONE.some(rule => applies(rule, component) && rule.refuses(component, components))))
      reportLocal(component, by, report)
  }
}

interface Rule {
  /** `<type>.<flavor>`. */
  readonly flavors: readonly string[]
  /** The rule holds for such a component only. */
  readonly where?: (component: Component) => boolean
}

const named = (type: string, flavors: string): string[] => flavors.split(' ').map(flavor => `${type}.${flavor}`)

const MACHINES = named('orchestrator', 'vm_aws vm_azure vm_gcp vm_kubernetes vm_lambda')
const OPERATORS = named('step_operator', 'azureml baseten kubernetes modal runai sagemaker spark-kubernetes ssh vertex')

/** Component types that a flavor cannot do without. (An image builder is not among them: ZenML takes the local one where there is none.) */
const NEEDS: Readonly<Record<string, Rule>> = {
  container_registry: {
    flavors: [
      ...named('orchestrator', 'airflow azureml hyperai kubeflow kubernetes modal sagemaker ssh tekton vertex'),
      ...MACHINES,
      ...OPERATORS,
      ...named('deployer', 'aws gcp huggingface kubernetes'),
      ...named('image_builder', 'aws gcp kaniko'),
    ],
    where: component => !isLocalAirflow(component),
  },
  experiment_tracker: { flavors: ['model_registry.mlflow'] },
}

interface RemoteRule extends Rule {
  readonly refuses: (other: Component) => boolean
}

/** Who runs elsewhere, and which local components it refuses; the key is the reason. */
const REMOTE: Readonly<Record<string, RemoteRule>> = {
  'it reads and writes artifacts': {
    flavors: [...OPERATORS, 'step_operator.databricks', 'orchestrator.modal'],
    refuses: other => other.type === 'artifact_store' && isOnThisMachine(other),
  },
  'it pulls or pushes images': {
    flavors: [...OPERATORS, ...named('orchestrator', 'kubeflow modal tekton vertex'), ...named('image_builder', 'gcp kaniko')],
    refuses: other => other.type === 'container_registry' && isOnThisMachine(other),
  },
  'every component has to be remote': {
    flavors: [...named('orchestrator', 'airflow azureml databricks sagemaker'), ...MACHINES],
    where: component => !isLocalAirflow(component),
    refuses: isOnThisMachine,
  },
  'no component may keep files on this machine': {
    flavors: named('orchestrator', 'kubeflow modal tekton vertex'),
    refuses: keepsFilesHere,
  },
  'its cluster is not on this machine': {
    flavors: ['orchestrator.kubernetes', 'deployer.kubernetes'],
    where: component => !isLocal(component) && !isOn(component, 'skip_local_validations'),
    refuses: other => keepsFilesHere(other) || (other.type === 'container_registry' && isOnThisMachine(other)),
  },
  'the build context travels through the artifact store': {
    flavors: ['image_builder.kaniko'],
    where: component => isOn(component, 'store_context_in_artifact_store'),
    refuses: other => other.type === 'artifact_store' && isOnThisMachine(other),
  },
}

interface StackRule extends Rule {
  readonly says: string
  readonly help: string
  readonly refuses: (component: Component, components: readonly Component[]) => boolean
}

/** What a component asks of itself or of one other component. */
const ALONE: readonly StackRule[] = [
  {
    says: 'without a `tracking_uri` ZenML takes an `mlflow` experiment tracker only beside a `local` artifact store',
    help: 'set `tracking_uri` to your MLflow server',
    flavors: ['experiment_tracker.mlflow'],
    where: tracker => !isSet(tracker, 'tracking_uri'),
    refuses: (_, all) => store(all)?.flavor !== 'local',
  },
  {
    says: 'ZenML takes an `mlflow` model registry only beside an `mlflow` experiment tracker',
    help: 'add an `mlflow` experiment tracker in front of the others',
    flavors: ['model_registry.mlflow'],
    refuses: (_, all) => has(all, 'experiment_tracker') && all.find(c => c.type === 'experiment_tracker')!.flavor !== 'mlflow',
  },
  {
    says: 'the `aws` image builder hands the build context over in an `s3` artifact store, and the stack has another one',
    help: 'use an `s3` artifact store, or another image builder',
    flavors: ['image_builder.aws'],
    refuses: (_, all) => store(all)?.flavor !== 's3',
  },
  {
    says: 'the `gcp` image builder hands the build context over in a `gcp` artifact store, and the stack has another one',
    help: 'use a `gcp` artifact store, or another image builder',
    flavors: ['image_builder.gcp'],
    refuses: (_, all) => store(all)?.flavor !== 'gcp',
  },
  {
    says: 'the `vertex` orchestrator needs `pipeline_root` where the artifact store is not `gcp`',
    help: 'set `pipeline_root` to a `gs://` path',
    flavors: ['orchestrator.vertex'],
    where: orchestrator => !isSet(orchestrator, 'pipeline_root'),
    refuses: (_, all) => store(all)?.flavor !== 'gcp' && store(all)?.flavor !== 'local',
  },
  {
    says: 'the `databricks` model deployer needs `secret_name`, or `client_id` and `client_secret`',
    help: 'set them; a secret is written as `{{name.key}}`',
    flavors: ['model_deployer.databricks'],
    refuses: deployer => !isSet(deployer, 'secret_name') && !(isSet(deployer, 'client_id') && isSet(deployer, 'client_secret')),
  },
  {
    says: 'the `huggingface` model deployer needs `token` or `secret_name`',
    help: 'set one of them; a secret is written as `{{name.key}}`',
    flavors: ['model_deployer.huggingface'],
    refuses: deployer => !isSet(deployer, 'token') && !isSet(deployer, 'secret_name'),
  },
  {
    says: 'the `huggingface` deployer needs a `token`',
    help: 'set it; a secret is written as `{{name.key}}`',
    flavors: ['deployer.huggingface'],
    refuses: deployer => !isSet(deployer, 'token'),
  },
]

/** Which components count as local besides those that the catalog tells; the key is `<type>.<flavor>`. */
const LOCAL: Readonly<Record<string, (component: Component) => boolean>> = {
  'artifact_store.local': () => true,
  'data_validator.great_expectations': component => isSet(component, 'context_root_dir'),
  'experiment_tracker.mlflow': component => !/^(?:https?:\/\/|databricks$|\{\{)/.test(textOf(component, 'tracking_uri') ?? ''),
  'feature_store.feast': component => /^(?:localhost|127\.0\.0\.1)$/.test(textOf(component, 'online_host') ?? 'localhost'),
  'model_deployer.mlflow': () => true,
  'sandbox.docker': () => true,
  'sandbox.local': () => true,
}

/** Components that keep files on the client's machine (ZenML's `local_path`). */
const KEEP_FILES: Readonly<Record<string, (component: Component) => boolean>> = {
  'artifact_store.local': () => true,
  'data_validator.great_expectations': component => isSet(component, 'context_root_dir'),
  'experiment_tracker.mlflow': component =>
    !isSet(component, 'tracking_uri') || /^file:/.test(textOf(component, 'tracking_uri') ?? ''),
  'model_deployer.bentoml': () => true,
  'model_deployer.mlflow': () => true,
}

/** ZenML's `config.is_local`. */
function isOnThisMachine(component: Component): boolean {
  // The whole uri, not its beginning: a path behind the port makes it another registry for ZenML.
  if (component.type === 'container_registry')
    return /^localhost:[0-9]{4,5}$/.test(withoutTrailingSlashes(textOf(component, 'uri') ?? ''))
  return isLocal(component) || Boolean(component.known && LOCAL[flavorOf(component)]?.(component))
}

function keepsFilesHere(component: Component): boolean {
  return Boolean(component.known && KEEP_FILES[flavorOf(component)]?.(component))
}

function needs(component: Component): string[] {
  return Object.entries(NEEDS).flatMap(([type, rule]) => (applies(rule, component) ? [type] : []))
}

function applies({ flavors, where }: Rule, component: Component): boolean {
  return component.known !== undefined && flavors.includes(flavorOf(component)) && (where?.(component) ?? true)
}

function reportMissing(type: string, by: readonly Component[], report: Report): void {
  const [first, ...others] = by as [Component, ...Component[]]
  const notes = others.map((other): Note => ({ message: `${described(other)} needs it too`, at: other.nameSpan }))
  const help = 'add one: ZenML refuses to run on the stack as it is'
  report(diagnostic('DC4060', first.nameSpan, { by: described(first), type }, { notes, help }))
}

function reportLocal(component: Component, by: readonly Component[], report: Report): void {
  const [first, ...others] = by as [Component, ...Component[]]
  const notes = others.map((other): Note => ({ message: `and beside ${described(other)}`, at: other.nameSpan }))
  const help = REMEDIES[component.type] ?? 'take it out of the stack, or use one that is not local'
  report(diagnostic('DC4061', component.nameSpan, { component: described(component), by: described(first) }, { notes, help }))
}

const REMEDIES: Readonly<Record<string, string>> = {
  artifact_store: 'use an artifact store that is not on this machine (`s3`, `gcp`, `azure`)',
  container_registry: 'give it the `uri` of a registry that is not on this machine',
  experiment_tracker: 'set `tracking_uri` to your server',
  feature_store: 'set `online_host` to your server',
}

function add<K>(to: Map<K, Component[]>, key: K, component: Component, wanted: boolean): void {
  const known = to.get(key) ?? []
  if (wanted && !known.includes(component)) to.set(key, [...known, component])
}

const flavorOf = ({ type, flavor }: Component): string => `${type}.${flavor}`
const described = ({ type, name }: Component): string => `the ${type.replaceAll('_', ' ')} \`${name}\``
const has = (components: readonly Component[], type: string): boolean => components.some(c => c.type === type)
const store = (components: readonly Component[]): Component | undefined => components.find(c => c.type === 'artifact_store')
const isMlflowTracker = (component: Component): boolean => flavorOf(component) === 'experiment_tracker.mlflow'
const isLocalAirflow = (component: Component): boolean => flavorOf(component) === 'orchestrator.airflow' && isLocal(component)

/** There is a text. (Some of these keys hold credentials, which no message may repeat.) */
function isSet({ configuration }: Component, key: string): boolean {
  const node = get(configuration, key)
  return node?.kind === 'string' && node.value !== ''
}

function isOn(component: Component, key: string): boolean {
  const node = get(component.configuration, key)
  return (node && asBool(node)) ?? false
}
