import { requirementLines } from '../../4-plan/requirements.ts'
import { requirementsKey } from '../../4-plan/requirements-key.ts'
import { diagnostic, type Report } from '../../diagnostics/diagnostic.ts'
import { redact } from '../../diagnostics/redact.ts'
import { lastLines, run } from '../../edge/run.ts'
import { uvCompileArguments } from '../../freeze/uv-compile.ts'
import type { BuildPlan, ImagePlan } from '../../model/plan.ts'
import { terminalText } from '../../quote/terminal-text.ts'
import type { Call } from '../command.ts'

/** The images of these plans that install something, by the key of their resolved list. */
export function installingImages(plans: readonly BuildPlan[]): Map<string, ImagePlan> {
  const images = new Map<string, ImagePlan>()
  for (const image of plans.flatMap(plan => plan.images)) {
    const lists = image.requirements.filter(list => list.text.trim() !== '')
    if (image.kind === 'build' && lists.length) images.set(requirementsKey(lists, image.python, image.options.platforms), image)
  }
  return images
}

/** Resolves the requirements of each image with uv: every package with its version and hashes. One that cannot be resolved is reported. */
export async function resolveRequirements(
  call: Call,
  root: string,
  images: ReadonlyMap<string, ImagePlan>,
  report: Report,
): Promise<Map<string, string>> {
  const resolved = new Map<string, string>()
  for (const [key, image] of images) {
    if (!call.args.has('quiet')) call.terminal.err(`resolving the requirements of ${image.id}\n`)
    const { python, options, installer, requirements } = image
    const words = uvCompileArguments({ python, platforms: options.platforms, asked: installer.asked })
    const input = `${requirements.flatMap(list => requirementLines(list.text)).join('\n')}\n`
    const { problem, stdout, stderr } = await run(['uv', ...words], { cwd: root, environment: call.environment, input })
    if (problem === undefined) {
      resolved.set(key, stdout)
      continue
    }
    const notes = lastLines(stderr, 12).map(line => ({ message: terminalText(redact(line.trim())) }))
    const help = problem.startsWith('there is no program')
      ? 'install uv where `dockcompile freeze --resolve` runs; the images need none'
      : 'change the requirements until uv finds versions that go together'
    report(diagnostic('DC6016', image.parent.at, { image: image.id, problem: problem.replace(/^it /, 'uv ') }, { notes, help }))
  }
  return resolved
}
