import type { SurveyedPipeline } from '../../code/survey/survey.ts'
import type { Entry } from './entry.ts'

interface Unnamed {
  readonly pipeline: SurveyedPipeline
  readonly file: string | null
  readonly because: string | null
}

/**
 * Gives a name to each entry whose pipeline has others as well: `<pipeline>_<file stem>` for its run configurations, and, for pipelines of one name, what
 * tells them apart: the name that they are bound to, the file, its folders.
 */
export function namedApart(entries: readonly Unnamed[]): Entry[] {
  const names = entries.map(entry => {
    const { pipeline, file } = entry
    const isOne = !entries.some(other => other !== entry && other.pipeline === pipeline)
    return file === null || isOne ? pipeline.name : `${pipeline.name}_${stem(file)}`
  })
  for (let parts = 0; parts < 20; parts++) {
    const twice = names.map(name => names.filter(other => other === name).length > 1)
    if (!twice.includes(true)) break
    for (const [i, { pipeline, file }] of entries.entries()) if (twice[i]) names[i] = apart(names[i]!, pipeline, file, parts)
  }
  return entries.map(({ pipeline, file, because }, i) => ({
    code: pipeline.code,
    file,
    name: names[i] === pipeline.name ? null : names[i]!,
    because,
  }))
}

/** A name with one more part of what is the entry's alone. */
function apart(name: string, { bound, code, name: own }: SurveyedPipeline, file: string | null, part: number): string {
  const module = code.slice(0, code.lastIndexOf(':'))
  if (part === 0) return bound === own ? name : `${name}_${bound}`
  const folders = (path: string) => path.split('/').slice(0, -1).reverse()
  const more = [stem(module), ...(file === null ? [] : folders(file)), ...folders(module)]
  return more[part - 1] === undefined ? name : `${name}_${more[part - 1]}`
}

function stem(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  return name.slice(0, name.lastIndexOf('.')).replace(/[^\w.-]+/g, '_')
}
