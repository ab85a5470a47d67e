import { andMore } from '../basics/and-more.ts'
import { groupBy } from '../basics/group-by.ts'
import { diagnostic } from '../diagnostics/diagnostic.ts'
import type { ImagePlan } from '../model/plan.ts'
import { type DockerSettings, placeOf } from '../model/settings.ts'
import type { Planning } from './planning.ts'

/**
 * Warns of images that ZenML's own dialect shows for review only: bake cannot build them, since they include code. Images whose code is
 * included by the same line get one message.
 *
 * @param asked each image with the settings that ask for it, in the order of the requests
 */
export function checkReviewOnly(
  asked: readonly { readonly image: ImagePlan; readonly settings: DockerSettings }[],
  { workspace: { dialect }, report }: Planning,
): void {
  if (dialect !== 'zenml') return
  const firsts = groupBy(asked, ({ image }) => image.id).map(([first]) => first!)
  const included = firsts
    .filter(({ image }) => image.kind === 'build' && image.code.mode === 'include')
    .map(({ image, settings }) => ({
      image: image.id,
      at: placeOf(settings, 'local_project_install_command') ?? placeOf(settings, 'allow_download_from_artifact_store'),
    }))
  for (const [first, ...others] of groupBy(included, ({ at }) => (at === null ? '' : `${at.file}\n${at.start}`))) {
    const names = others.map(({ image }) => `\`${image}\``)
    const notes = names.length > 0 ? [{ message: `the same is true for ${andMore(names, 5)}` }] : []
    const help = 'review the Dockerfile in this dialect, then build with `dialect: buildkit`'
    report(diagnostic('DC4031', first!.at, { image: first!.image }, { help, notes }))
  }
}
