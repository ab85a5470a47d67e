import { error, warning } from '../definition.ts'

/** DC307x: pipelines in Python code. */
export const codeCodes = {
  DC3070: error('code that is not a Python file', (p: { code: string; problem: string }) => `\`${p.code}\` ${p.problem}`),
  DC3071: error(
    'several pipelines where one is meant',
    (p: { code: string; keys: string }) => `${p.keys} belong to one pipeline, and \`${p.code}\` means several`,
  ),
  DC3073: warning(
    'code of another ZenML release',
    (p: { zenml: string }) =>
      `the layers of Python code are read by the rules of ZenML 0.98, which were not measured with ZenML ${p.zenml}`,
  ),
  DC3074: error(
    'value that only running the code would tell',
    (p: { expression: string }) => `\`${p.expression}\` cannot be known without running the code`,
  ),
} as const
