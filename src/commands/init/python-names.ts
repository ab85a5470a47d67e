/** Names that a Python file gives to steps or pipelines of ZenML. */
export interface PythonNames {
  readonly steps: readonly string[]
  readonly pipelines: readonly string[]
}

/**
 * Functions below a decorator `@step` or `@pipeline`, by the text alone: no code is run or understood. A decorator under another name, or one that
 * is applied by a call, stays unseen, and a step may be in no pipeline; so these names are a hint for the reader and never a setting.
 */
export function pythonNames(text: string): PythonNames {
  const found = { step: [] as string[], pipeline: [] as string[] }
  if (!text.includes('zenml')) return { steps: [], pipelines: [] }
  let waiting: 'step' | 'pipeline' | undefined
  for (const line of text.split('\n')) {
    const decorator = /^\s*@(?:zenml\.)?(step|pipeline)\b/.exec(line)?.[1]
    if (decorator !== undefined) waiting = decorator as 'step' | 'pipeline'
    const name = /^\s*(?:async\s+)?def\s+([A-Za-z_]\w*)/.exec(line)?.[1]
    if (name !== undefined) {
      if (waiting) found[waiting].push(name)
      waiting = undefined
    } else if (/^\s*class\s/.test(line)) waiting = undefined
  }
  return { steps: found.step, pipelines: found.pipeline }
}
