import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { keyPlaceOf } from '../model/settings.ts'
import type { Pipeline } from '../model/workspace.ts'
import { languageOf, settingText } from '../quote/setting-text.ts'

/**
 * What only the merge of two levels makes wrong; each level was checked by itself before. ZenML looks at the merged settings where an image is
 * needed, so a pipeline without images gets away with them.
 */
export function checkMergedSettings({ steps }: Pipeline, report: Report): void {
  for (const { name: step, settings } of steps.filter(s => !s.sameAsPipeline && s.settings.unknown.length === 0)) {
    if (settings.skip_build && !settings.parent_image) {
      const at = keyPlaceOf(settings, 'parent_image') ?? keyPlaceOf(settings, 'skip_build')
      report(diagnostic('DC4068', at, { step }, { help: 'name the image that it runs in: `parent_image`' }))
    }
    if (!settings.local_project_install_command || settings.allow_including_files_in_images) continue
    const other = keyPlaceOf(settings, 'allow_including_files_in_images') ?? keyPlaceOf(settings, 'source_files')
    const notes = other ? [{ message: 'the code is kept out here', at: other }] : []
    const at = keyPlaceOf(settings, 'local_project_install_command')
    const allowing = settingText(languageOf(at), 'allow_including_files_in_images', true)
    const help = `set \`${allowing}\` where the project is installed`
    report(diagnostic('DC3029', at, { step }, { notes, help }))
  }
}
