import { linesOfFile } from '../src/answers/editor/generated-line.ts'
import { explain } from '../src/answers/explain/explain.ts'
import { type Compilation, memorySources } from '../src/core.ts'
import type { LineOrigin } from '../src/model/explanation.ts'
import type { Files } from './share.ts'

/** Says why a line of a generated Dockerfile is there, as `dockcompile explain IMAGE:LINE` does; undefined in other files. */
export type LineReasons = (path: string, line: number) => LineOrigin | undefined

/** The reasons of all lines of a compilation: those of a Dockerfile are found when one of its lines is asked for. */
export function lineReasons(compilation: Compilation, files: Files): LineReasons {
  const explainers = explain(compilation, memorySources(files))
  const known = new Map<string, readonly LineOrigin[]>()
  return (path, line) => {
    const lines = known.get(path) ?? linesOfFile(path, explainers).map(({ origin }) => origin)
    known.set(path, lines)
    return lines.find(origin => origin.line === line)
  }
}
