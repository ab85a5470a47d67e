import { parseCodes } from './codes/1-parse.ts'
import { validateCodes } from './codes/2-validate.ts'
import { resolveCodes } from './codes/3-resolve.ts'
import { planCodes } from './codes/4-plan.ts'
import { renderCodes } from './codes/5-render.ts'
import { fileCodes } from './codes/6-files.ts'
import { codeCodes } from './codes/code.ts'
import { componentCodes } from './codes/components.ts'
import { contextCodes } from './codes/context.ts'
import { lintCodes } from './codes/lint.ts'
import type { Definition } from './definition.ts'

/**
 * Every diagnostic there is. The first digit is the stage: 1 YAML, 2 shape of the input, 3 settings, 4 plan, 5 templates, 6 files.
 * A code is never reused and has a page in docs/diagnostics.
 */
export const codes = {
  ...parseCodes,
  ...validateCodes,
  ...resolveCodes,
  ...codeCodes,
  ...planCodes,
  ...renderCodes,
  ...fileCodes,
  ...componentCodes,
  ...contextCodes,
  ...lintCodes,
}

export type Code = keyof typeof codes
export type Params<C extends Code> = (typeof codes)[C] extends Definition<infer P> ? P : never
