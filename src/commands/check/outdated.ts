import { structuredPatch } from 'diff'
import { fileStart } from '../../answers/explain/causes.ts'
import { explain } from '../../answers/explain/explain.ts'
import type { Explainer } from '../../answers/explain/explainer.ts'
import { sayRebuilds } from '../../answers/layers/say-rebuilds.ts'
import { andMore } from '../../basics/and-more.ts'
import { type Diagnostic, diagnostic } from '../../diagnostics/diagnostic.ts'
import type { Change, OutputPlan } from '../../edge/plan-output.ts'
import type { LineOrigin, Reason } from '../../model/explanation.ts'
import type { ImagePlan } from '../../model/plan.ts'
import type { Pipeline } from '../../model/workspace.ts'
import type { Span } from '../../sources/span.ts'
import type { Project } from '../shared/project.ts'
import { filesOnBothSides, rebuildsOf } from '../shared/rebuilds-of.ts'
import { byImage } from './print-changes.ts'

/** So many names and sentences are shown. */
const SHOWN = 5

/**
 * Outputs that are not what compile would write, as one diagnostic each, at the input that makes the difference: the place that `explain` gives for the
 * first line that is new. Where no input makes one (a generated file is gone, or another dockcompile wrote it), or none is certain, it is at the project file.
 *
 * @param next what to do about it
 */
export function outdated(plans: readonly OutputPlan[], project: Project, next: string): Diagnostic[] {
  const differing = plans.filter(({ changes }) => changes.length > 0)
  if (differing.length === 0) return []
  const explainers = explain(project.compilation, project.sources)
  return differing.map(plan => {
    const explainer = explainers.find(({ explained }) => explained.output === plan.output)
    const at = (explainer && changedInput(plan, explainer)) ?? home(project)
    const params = { path: plan.output.folder, problem: problemOf(plan) }
    const notes = sayRebuilds(rebuildsOf(plan))
    const shown = notes.length > SHOWN + 1 ? [...notes.slice(0, SHOWN), `and ${notes.length - SHOWN} more changes`] : notes
    return diagnostic('DC6008', at, params, { notes: shown.map(message => ({ message })), help: next })
  })
}

/** The project file; without one the file of a pipeline, or its code. */
function home({ projectFile, compilation }: Project): Span | null {
  const [pipeline] = compilation.workspaces[0]?.pipelines ?? []
  return projectFile === undefined ? (pipeline ? placeOf(pipeline) : null) : fileStart(projectFile)
}

/** A pipeline's file, or its function. */
const placeOf = ({ file, code }: Pipeline): Span | null => (file === null ? (code?.at ?? null) : fileStart(file))

/** How an output differs, behind its folder: `is out of date: 2 of 40 images differ (…)`. */
function problemOf(plan: OutputPlan): string {
  const { old, now } = filesOnBothSides(plan)
  if (plan.files.length === 0) return 'is the output of a stack that the project no longer has'
  if (plan.unchanged.length === 0 && plan.changes.every(({ before }) => before === undefined)) return 'has no output yet'
  const names = [...byImage(plan).keys()].filter(Boolean)
  const missing = plan.changes.filter(({ before }) => before === undefined).map(({ path }) => `\`${path}\``)
  // The inputs are as they were: somebody removed generated files.
  if (old.read('manifest.json') === now.read('manifest.json') && missing.length === plan.changes.length)
    return `is not complete: ${andMore(missing, SHOWN)} ${missing.length === 1 ? 'is' : 'are'} missing`
  if (names.length === 0) {
    const files = plan.changes.map(({ path }) => `\`${path}\``)
    return `is out of date: ${andMore(files, SHOWN)} ${files.length === 1 ? 'differs' : 'differ'}`
  }
  const all = new Set([...imagesOf(now.read('manifest.json')), ...names]).size
  const images = andMore(
    names.map(name => `\`${name}\``),
    SHOWN,
  )
  return `is out of date: ${names.length} of ${all} ${all === 1 ? 'image' : 'images'} ${names.length === 1 ? 'differs' : 'differ'} (${images})`
}

const imagesOf = (manifest: string | undefined): string[] => Object.keys(parsed(manifest)?.images ?? {})

/** A manifest as data; undefined where there is none, or it is damaged. */
function parsed(manifest: string | undefined): Record<string, unknown> | undefined {
  try {
    return manifest === undefined ? undefined : (JSON.parse(manifest) as Record<string, unknown>)
  } catch {
    return undefined
  }
}

/** Where the first difference was written; undefined where no input is behind it for certain. */
function changedInput(plan: OutputPlan, explainer: Explainer): Span | undefined {
  const { old, now } = filesOnBothSides(plan)
  const before = old.read('manifest.json')
  if (before === undefined || before === now.read('manifest.json')) return undefined
  const { workspace, plan: planned } = explainer.explained
  // A version or a stack concerns all images, and is behind the differences of each.
  const general = { zenml: workspace.zenmlAt, python: workspace.pythonAt, stack: fileStart(workspace.stack.file) }
  const [was, is] = [parsed(before), parsed(now.read('manifest.json'))]
  for (const [key, at] of Object.entries(general)) if (was?.[key] !== is?.[key] && at) return at
  const { images } = planned
  const changed = [...byImage(plan)].flatMap(([name, changes]) => {
    const image = images.find(({ id }) => id === name)
    return image ? [{ image, changes }] : []
  })
  // An image is often new because another one changed, and the changed one says more.
  for (const { image, changes } of changed) {
    const found = changes.map(change => writtenAt(change, image, explainer)).find(Boolean)
    if (found) return found
  }
  const isNew = changed.find(({ changes }) =>
    changes.some(({ path, before }) => path.endsWith('ockerfile') && before === undefined),
  )
  return isNew && requested(isNew.image, explainer)
}

/** Who asks for a new image: the step, else the file of the pipeline. */
function requested(image: ImagePlan, { explained }: Explainer): Span | undefined {
  const request = explained.plan.requests.find(each => each.image === image.id)
  const pipeline = explained.workspace.pipelines.find(({ name }) => name === request?.pipeline.name)
  const step = pipeline?.steps.find(({ name }) => name === request?.step)
  return step?.at ?? (pipeline && placeOf(pipeline)) ?? undefined
}

function writtenAt({ path, before, after }: Change, image: ImagePlan, explainer: Explainer): Span | undefined {
  if (before === undefined || after === undefined) return undefined
  const lines = newLines(Buffer.from(before).toString('utf8'), after)
  if (lines.length === 0) return undefined
  const dockerfile = explainer.dockerfiles(image).find(each => each.path === path)
  const reasons = dockerfile
    ? lines.flatMap(line => reasonsOf(line, dockerfile.lines[line.number - 1]))
    : explainer.image(image).requirements.filter(({ file, line }) => file === path && lines.some(({ number }) => number === line))
  return reasons.flatMap(({ causes }) => causes).find(({ at }) => at !== null)?.at ?? undefined
}

/** The reasons of a line, those first that wrote what only the new line has. Of a line before some that are gone: those of its list. */
function reasonsOf({ isNew, gone }: NewLine, line: LineOrigin | undefined): readonly Reason[] {
  if (line === undefined) return []
  if (!isNew) return line.reasons.filter(({ part }) => part === 'requirements')
  const isIn = (text: string) => gone.some(old => old.includes(text.trim()))
  const first = line.pieces.flatMap(({ text, reason }) => (reason === null || isIn(text) ? [] : line.reasons[reason]!))
  return [...first, ...line.reasons]
}

interface NewLine {
  readonly number: number
  readonly isNew: boolean
  /** The lines that were in its place. */
  readonly gone: readonly string[]
}

/** The lines that only the new text has; and where lines of a list are gone, the line before them, which is of the same list. */
function newLines(old: string, now: string): NewLine[] {
  const found = structuredPatch('', '', old, now, undefined, undefined, { context: 0, maxEditLength: 500 })
  return (found?.hunks ?? []).flatMap(({ newStart, newLines, lines }): NewLine[] => {
    const gone = lines.filter(line => line.startsWith('-'))
    if (newLines > 0) return Array.from({ length: newLines }, (_, i) => ({ number: newStart + i, isNew: true, gone }))
    return gone.some(line => INSTRUCTION.test(line)) ? [] : [{ number: newStart - 1, isNew: false, gone }]
  })
}

/** A line of a diff that is more than an entry of a list. */
const INSTRUCTION = /^-(?:[A-Z]+ |EOF$|\s|$)/
