import { error, hint, warning } from '../definition.ts'

/** DC307x, DC308x: pipelines in Python code. */
export const codeCodes = {
  DC2054: hint('steps that no entry names', (p: { sentence: string }) => p.sentence),
  DC2058: warning('options that nobody takes', () => '`with_options` gives a copy, and nobody takes it: its settings are lost'),
  DC3070: error('code that is not a Python file', (p: { code: string; problem: string }) => `\`${p.code}\` ${p.problem}`),
  DC3071: error(
    'several pipelines where one is meant',
    (p: { code: string; keys: string }) => `an entry with ${p.keys} is for one pipeline, and \`${p.code}\` has several`,
  ),
  DC3074: error(
    'value that only running the code would tell',
    (p: { expression: string }) => `\`${p.expression}\` cannot be known without running the code`,
  ),
  DC3075: hint(
    'steps that are not all known',
    (p: { pipeline: string }) =>
      `not all steps of the pipeline \`${p.pipeline}\` can be known without running its code, so its own image is always planned`,
  ),
  DC3078: warning(
    'Docker settings in code that no entry names',
    (p: { code: string }) => `\`${p.code}\` has Docker settings here, and no entry of the project file names its code`,
  ),
  DC3079: error(
    "ZenML's answer no longer counts",
    (p: { code: string; change: string }) => `ZenML's answer for \`${p.code}\` no longer counts: ${p.change}`,
  ),
  DC3080: error('no such pipeline in the code', (p: { file: string; name: string | null }) =>
    p.name === null ? `\`${p.file}\` defines no pipeline` : `\`${p.file}\` has no pipeline \`${p.name}\``,
  ),
  DC3081: error(
    'code that Python does not run',
    (p: { type: string; detail: string }) => `Python stops here: ${p.type}${p.detail ? `: ${p.detail}` : ''}`,
  ),
  DC3082: error('code beyond a limit', (p: { limit: string }) => `this code needs ${p.limit}, which is more than is read`),
  DC3083: hint(
    'condition on a variable without a value',
    (p: { name: string }) => `\`${p.name}\` has no value, so the condition counts it as not set`,
  ),
  DC3084: warning(
    'positional argument of settings',
    (p: { name: string }) => `ZenML ignores what is given to \`${p.name}\` without a keyword`,
  ),
} as const
