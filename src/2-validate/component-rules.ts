import { compareVersions } from '../basics/compare-versions.ts'
import type { Catalog } from '../model/catalog.ts'
import type { Component } from '../model/component.ts'
import { entry, get, type MapNode, type Node } from '../model/node.ts'
import { withoutTrailingSlashes } from '../paths/trailing-slashes.ts'
import { asBool } from '../python/type.ts'
import type { Span } from '../sources/span.ts'
import { parseJsonText } from './component-value.ts'

export interface BrokenRule {
  /** What should hold, as a sentence. */
  readonly rule: string
  /** The first key of the rule that is written; undefined where none is. */
  readonly at: Span | undefined
  readonly keys: readonly string[]
}

/** The rules of a component's flavor that its configuration, or a block of settings, breaks. */
export function brokenRules(
  component: Component,
  values: MapNode,
  catalog: Catalog,
  place: 'configuration' | 'settings',
): BrokenRule[] {
  const flavor = `${component.type}.${component.flavor}`
  const renamed = Object.entries(component.known?.renamed ?? {}).flatMap(([old, name]) => contradiction(values, old, name))
  const broken = RULES.flatMap(rule => {
    const { keys } = rule
    const applies =
      rule.flavors.includes(flavor) &&
      compareVersions(rule.since ?? '0', catalog.zenml) <= 0 &&
      (rule.until === undefined || compareVersions(catalog.zenml, rule.until) < 0) &&
      (place === 'configuration' || rule.settings === true)
    // Nobody knows yet the values that bake fills in, nor those that only running the code would tell.
    const unknown = keys.some(key => isOpen(get(values, key)))
    if (!applies || unknown || rule.holds(new Values(values))) return []
    return [{ rule: rule.says, at: keys.map(key => entry(values, key)?.key.span).find(span => span !== undefined), keys }]
  })
  return [...renamed, ...broken]
}

/** A deprecated key beside the one that replaced it has to say the same. */
function contradiction(values: MapNode, old: string, name: string): BrokenRule[] {
  const [before, after] = [get(values, old), get(values, name)]
  if (!before || !after || before.kind === 'null' || after.kind === 'null' || isOpen(before) || isOpen(after)) return []
  if (plain(before) === plain(after)) return []
  return [
    {
      rule: `\`${old}\` is the old name of \`${name}\`: both are set, to different values`,
      at: entry(values, old)!.key.span,
      keys: [old, name],
    },
  ]
}

/** A value without its places, as text to compare. */
function plain(node: Node): string {
  return JSON.stringify(node, (key, value) => (key === 'span' ? undefined : typeof value === 'bigint' ? Number(value) : value))
}

interface Rule {
  readonly says: string
  /** `<type>.<flavor>`, as the catalogs name them. */
  readonly flavors: readonly string[]
  /** The first release that has the rule, and the first that has it no more. */
  readonly since?: string
  readonly until?: string
  /** It belongs to the settings class, so that settings have to keep it too. */
  readonly settings?: boolean
  /** What the rule looks at, most telling first. */
  readonly keys: readonly string[]
  readonly holds: (values: Values) => boolean
}

/** Reads values as the Python code of a validator does. */
class Values {
  private readonly map: MapNode

  constructor(map: MapNode) {
    this.map = map
  }

  /** There is a value other than None. */
  has(key: string): boolean {
    const node = get(this.map, key)
    return node !== undefined && node.kind !== 'null'
  }

  /** There is a value that Python takes for true. */
  is(key: string): boolean {
    const node = get(this.map, key)
    switch (node?.kind) {
      case undefined:
      case 'null':
        return false
      case 'bool':
        return node.value
      case 'int':
      case 'float':
        return Number(node.value) !== 0
      case 'string':
        return node.value !== ''
      case 'list':
        return node.items.length > 0
      case 'map':
        return node.entries.length > 0
      default:
        return true
    }
  }

  text(key: string): string {
    const node = get(this.map, key)
    return node?.kind === 'string' ? node.value : ''
  }

  number(key: string): number {
    const node = get(this.map, key)
    return node?.kind === 'int' || node?.kind === 'float' ? Number(node.value) : Number(this.text(key))
  }

  flag(key: string, otherwise: boolean): boolean {
    const node = get(this.map, key)
    return (node && asBool(node)) ?? otherwise
  }

  kind(key: string): Node['kind'] | undefined {
    return get(this.map, key)?.kind
  }

  items(key: string): readonly Node[] {
    const node = get(this.map, key)
    return node?.kind === 'list' ? node.items : []
  }

  /** The keys of a mapping, which may be written as JSON. */
  inner(key: string): Values {
    const node = get(this.map, key)
    const read = node?.kind === 'string' ? parseJsonText(node) : node
    return new Values(read?.kind === 'map' ? read : { kind: 'map', entries: [], span: this.map.span })
  }

  names(): readonly string[] {
    return this.map.entries.flatMap(e => (e.key.kind === 'string' ? [e.key.value] : []))
  }

  /** Both are set, or neither is. */
  pair(one: string, other: string): boolean {
    return this.is(one) === this.is(other)
  }

  /** None of them is written, or all of those that are fit. */
  fits(keys: readonly string[], pattern: RegExp): boolean {
    return keys.every(key => !this.has(key) || pattern.test(this.text(key)))
  }
}

const isOpen = (node: Node | undefined): boolean =>
  node?.kind === 'unknown' || (node?.kind === 'string' && node.template !== undefined)

const REMOTE = /^(?:gs|hdfs|s3|az|abfs):\/\//
const DATABRICKS_KEYS = ['databricks_host', 'databricks_client_id', 'databricks_client_secret', 'enable_unity_catalog']
const MLFLOW_LOGINS = [
  'tracking_username',
  'tracking_password',
  'tracking_token',
  'databricks_client_id',
  'databricks_client_secret',
]
const RUNAI_MEMORY = ['cpu_memory_request', 'cpu_memory_limit', 'gpu_memory_request', 'gpu_memory_limit']

const isDatabricks = (v: Values): boolean => v.text('tracking_uri') === 'databricks'
const isRemoteMlflow = (v: Values): boolean => /^https?:\/\//.test(v.text('tracking_uri')) || isDatabricks(v)
const mlflowLogins = (v: Values): number =>
  Number(v.is('tracking_username') && v.is('tracking_password')) +
  Number(v.is('tracking_token')) +
  Number(v.is('databricks_client_id') && v.is('databricks_client_secret'))

/** What ZenML's flavors check beyond the types of their keys. Left out: what needs files, the network or a time zone database. */
const RULES: readonly Rule[] = [
  {
    says: 'the `uri` of an `aws` registry has no `/`: the repository belongs in `default_repository`',
    flavors: ['container_registry.aws'],
    keys: ['uri'],
    holds: v => !withoutTrailingSlashes(v.text('uri')).includes('/'),
  },
  {
    says: 'the `uri` of a `digitalocean` registry is `registry.digitalocean.com/` and the name of a registry',
    flavors: ['container_registry.digitalocean'],
    keys: ['uri'],
    holds: v => /^registry\.digitalocean\.com\/./.test(withoutTrailingSlashes(v.text('uri'))),
  },
  {
    says: 'the `path` of a `local` artifact store is a path of this machine',
    flavors: ['artifact_store.local'],
    keys: ['path'],
    holds: v => !REMOTE.test(v.text('path').replace(/^['"`]+/, '')),
  },
  {
    says: '`client_kwargs.endpoint_url` begins with `https://` or `http://`',
    flavors: ['artifact_store.s3', 'artifact_store.b2', 'artifact_store.digitalocean'],
    keys: ['client_kwargs'],
    holds: v =>
      !v.inner('client_kwargs').is('endpoint_url') || /^https?:\/\//.test(v.inner('client_kwargs').text('endpoint_url')),
  },
  {
    says: 'a `digitalocean` artifact store needs its `region` (`fra1`) or `client_kwargs.endpoint_url`',
    flavors: ['artifact_store.digitalocean'],
    keys: ['region', 'client_kwargs'],
    holds: v => (v.is('region') ? /^[a-z]{2,6}[0-9]{1,2}$/.test(v.text('region')) : v.inner('client_kwargs').is('endpoint_url')),
  },
  {
    says: '`client_username` and `client_password` go together',
    flavors: ['orchestrator.kubeflow', 'orchestrator.tekton'],
    settings: true,
    keys: ['client_username', 'client_password'],
    holds: v =>
      !(v.is('client_username') && !v.has('client_password')) && !(v.is('client_password') && !v.has('client_username')),
  },
  {
    says: '`client_id` and `client_secret` go together',
    flavors: ['orchestrator.databricks', 'step_operator.databricks'],
    since: '0.94.4',
    keys: ['client_id', 'client_secret'],
    holds: v => v.pair('client_id', 'client_secret'),
  },
  {
    says: '`docker_image_username` and `docker_image_password` go together',
    flavors: ['orchestrator.databricks', 'step_operator.databricks'],
    since: '0.94.4',
    settings: true,
    keys: ['docker_image_username', 'docker_image_password'],
    holds: v => v.pair('docker_image_username', 'docker_image_password'),
  },
  {
    says: '`init_scripts` are paths that begin with `dbfs:/`',
    flavors: ['orchestrator.databricks', 'step_operator.databricks'],
    since: '0.94.4',
    settings: true,
    keys: ['init_scripts'],
    holds: v => v.items('init_scripts').every(item => item.kind !== 'string' || item.value.startsWith('dbfs:/')),
  },
  {
    says: '`autoscale` is the least and the most workers, in this order',
    flavors: ['orchestrator.databricks', 'step_operator.databricks'],
    since: '0.94.4',
    settings: true,
    keys: ['autoscale'],
    holds: v => {
      const [least, most] = v.items('autoscale').map(item => (item.kind === 'int' ? Number(item.value) : undefined))
      return least === undefined || most === undefined || (least >= 0 && least <= most)
    },
  },
  {
    says: '`token_id` and `token_secret` go together',
    flavors: ['orchestrator.modal', 'step_operator.modal', 'sandbox.modal'],
    since: '0.95.0',
    keys: ['token_id', 'token_secret'],
    holds: v => (v.text('token_id').trim() === '') === (v.text('token_secret').trim() === ''),
  },
  {
    says: '`tracking_username` and `tracking_password` go together',
    flavors: ['experiment_tracker.mlflow'],
    since: '0.95.0',
    keys: ['tracking_username', 'tracking_password'],
    holds: v => v.pair('tracking_username', 'tracking_password'),
  },
  {
    says: '`databricks_client_id` and `databricks_client_secret` go together',
    flavors: ['experiment_tracker.mlflow'],
    since: '0.95.0',
    keys: ['databricks_client_id', 'databricks_client_secret'],
    holds: v => v.pair('databricks_client_id', 'databricks_client_secret'),
  },
  {
    says: '`databricks_…` keys and `enable_unity_catalog` are for the `tracking_uri` `databricks` only',
    flavors: ['experiment_tracker.mlflow'],
    since: '0.95.0',
    keys: DATABRICKS_KEYS,
    holds: v =>
      isDatabricks(v) || (!DATABRICKS_KEYS.slice(0, 3).some(key => v.is(key)) && !v.flag('enable_unity_catalog', false)),
  },
  {
    says: 'the `tracking_uri` `databricks` needs `databricks_host`',
    flavors: ['experiment_tracker.mlflow'],
    keys: ['tracking_uri', 'databricks_host'],
    holds: v => !isDatabricks(v) || v.is('databricks_host'),
  },
  {
    says: 'a remote `tracking_uri` needs `tracking_token`, or `tracking_username` with `tracking_password`',
    flavors: ['experiment_tracker.mlflow'],
    until: '0.95.0',
    keys: ['tracking_uri', ...MLFLOW_LOGINS],
    holds: v => !isRemoteMlflow(v) || v.is('tracking_token') || (v.is('tracking_username') && v.is('tracking_password')),
  },
  {
    says: 'a remote `tracking_uri` needs exactly one login: `tracking_token`, or `tracking_username` with `tracking_password`, or that of databricks',
    flavors: ['experiment_tracker.mlflow'],
    since: '0.95.0',
    keys: ['tracking_uri', ...MLFLOW_LOGINS],
    holds: v => !isRemoteMlflow(v) || mlflowLogins(v) === 1,
  },
  {
    says: '`max_export_batch_size` is 1000 at most',
    flavors: ['log_store.datadog'],
    keys: ['max_export_batch_size'],
    holds: v => !v.has('max_export_batch_size') || v.number('max_export_batch_size') <= 1000,
  },
  {
    says: 'with `use_training_step` there is one `output_data_s3_uri`, and `output_data_s3_mode` is `EndOfJob`',
    flavors: ['orchestrator.sagemaker'],
    settings: true,
    keys: ['output_data_s3_uri', 'output_data_s3_mode', 'use_training_step'],
    holds: v => {
      const training = v.kind('use_training_step') === undefined || v.is('use_training_step')
      const other = v.kind('output_data_s3_mode') !== undefined && v.text('output_data_s3_mode') !== 'EndOfJob'
      const kind = v.kind('output_data_s3_uri')
      return !training || !(kind === 'map' || (kind === 'string' && other))
    },
  },
  {
    says: 'compute instances and clusters need `compute_name`',
    flavors: ['orchestrator.azureml', 'step_operator.azureml'],
    settings: true,
    keys: ['mode', 'compute_name', 'compute_target_name'],
    holds: v => !v.text('mode').startsWith('compute-') || v.has('compute_name'),
  },
  {
    says: '`infra` goes without `region`, `zone` and their like in `resources_settings`',
    flavors: [
      'orchestrator.vm_aws',
      'orchestrator.vm_azure',
      'orchestrator.vm_gcp',
      'orchestrator.vm_kubernetes',
      'orchestrator.vm_lambda',
    ],
    since: '0.94.0',
    settings: true,
    keys: ['infra', 'region', 'zone', 'resources_settings'],
    holds: v =>
      !v.has('infra') ||
      !(
        v.has('region') ||
        v.has('zone') ||
        v
          .inner('resources_settings')
          .names()
          .some(n => /^(?:cloud|region|zone)$/.test(n))
      ),
  },
  {
    says: 'an `experiment` has lower-case letters, digits and `-`, 128 at most',
    flavors: ['experiment_tracker.vertex'],
    settings: true,
    keys: ['experiment'],
    holds: v => !v.is('experiment') || /^[a-z0-9][a-z0-9-]{0,127}$/.test(v.text('experiment')),
  },
  {
    says: '`run_id` goes without a `run_id_strategy`',
    flavors: ['experiment_tracker.wandb'],
    since: '0.94.5',
    settings: true,
    keys: ['run_id', 'run_id_strategy'],
    holds: v => !v.is('run_id') || !v.has('run_id_strategy') || v.text('run_id_strategy') === 'wandb_generated',
  },
  {
    says: 'a run that is reused on retry cannot have `resume: never`',
    flavors: ['experiment_tracker.wandb'],
    since: '0.94.5',
    settings: true,
    keys: ['resume', 'run_id_strategy'],
    holds: v => v.text('run_id_strategy') !== 'reuse_on_retry' || v.text('resume') !== 'never',
  },
  {
    says: '`resume: must` needs `run_id` or a `run_id_strategy`',
    flavors: ['experiment_tracker.wandb'],
    since: '0.94.5',
    settings: true,
    keys: ['resume', 'run_id', 'run_id_strategy'],
    holds: v =>
      v.text('resume') !== 'must' ||
      v.is('run_id') ||
      (v.has('run_id_strategy') && v.text('run_id_strategy') !== 'wandb_generated'),
  },
  {
    says: '`run_config` has no keys that begin with `zenml_`',
    flavors: ['experiment_tracker.wandb'],
    since: '0.94.5',
    settings: true,
    keys: ['run_config'],
    holds: v =>
      !v
        .inner('run_config')
        .names()
        .some(name => name.startsWith('zenml_')),
  },
  {
    says: 'probe paths begin with `/`',
    flavors: ['deployer.kubernetes'],
    settings: true,
    keys: ['readiness_probe_path', 'liveness_probe_path'],
    holds: v => v.fits(['readiness_probe_path', 'liveness_probe_path'], /^\//),
  },
  {
    says: '`concurrency_policy` is `Allow`, `Forbid` or `Replace`',
    flavors: ['orchestrator.kubernetes'],
    since: '0.93.3',
    settings: true,
    keys: ['concurrency_policy'],
    holds: v => v.fits(['concurrency_policy'], /^\s*(?:allow|forbid|replace)\s*$/i),
  },
  {
    says: '`runai_base_url` is the address of a server and begins with `https://` or `http://`',
    flavors: ['step_operator.runai'],
    keys: ['runai_base_url'],
    holds: v => v.fits(['runai_base_url'], /^https?:\/\/[^/?#]/),
  },
  {
    says: 'memory is a number and one of K, M, G, T, Ki, Mi, Gi, Ti, as in `8Gi`',
    flavors: ['step_operator.runai'],
    settings: true,
    keys: RUNAI_MEMORY,
    holds: v => v.fits(RUNAI_MEMORY, /^\d+(?:\.\d+)?(?:[KMGT]i?)$/),
  },
]
