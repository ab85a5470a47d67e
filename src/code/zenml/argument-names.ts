import { raise } from '../evaluate/stop.ts'
import type { Arguments } from '../values/value.ts'

const words = (text: string): string[] => text.trim().split(/\s+/)

const SHARED =
  words(`enable_cache enable_artifact_metadata enable_step_logs environment secrets settings extra on_failure on_success
  on_start on_end model retry substitutions cache_policy`)
const STEP = [
  ...SHARED,
  ...words(
    'enable_artifact_visualization experiment_tracker step_operator output_materializers runtime group heartbeat_healthy_threshold',
  ),
]
const PIPELINE = [
  ...SHARED,
  ...words('enable_heartbeat enable_pipeline_logs tags on_pause on_resume on_init on_init_kwargs on_cleanup execution_mode'),
]

/** The names of arguments that ZenML 0.98 takes, `**kwargs` filled in. */
const NAMES = {
  '@step': new Set([...STEP, 'name', 'step_type', '_func']),
  '@pipeline': new Set([...PIPELINE, 'name', 'dynamic', 'depends_on', '_func']),
  'step.configure': new Set([...STEP, 'parameters', 'merge']),
  'pipeline.configure': new Set([...PIPELINE, 'parameters', 'merge']),
  'pipeline.with_options': new Set([
    ...PIPELINE,
    ...words('parameters merge run_name schedule build step_configurations steps config_path unlisted prevent_build_reuse'),
  ]),
}

/** Raises for a name that ZenML does not know, such as `setting`: Python stops there, and nothing is built. */
export function refuseOtherNames(callee: keyof typeof NAMES, keywords: Arguments['keywords']): void {
  for (const [name, { at }] of keywords) {
    if (!NAMES[callee].has(name)) raise('TypeError', `${callee}() got an unexpected keyword argument '${name}'`, at)
  }
}
