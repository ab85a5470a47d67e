import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { DIGEST_LABEL } from '../model/digest-label.ts'
import { placeOf } from '../model/settings.ts'
import { locateInFile } from '../sources/place-of-part.ts'
import type { Linted } from './linted.ts'

/** The label that says which recipe an image was built from cannot be written: `list --built` would believe it. */
export function lintLabels({ images, workspace, sources }: Linted, report: Report): void {
  for (const { image, settings } of images) {
    if (!image.options.labels.some(({ name }) => name === DIGEST_LABEL)) continue
    const written = ['labels', 'label']
      .map(key => placeOf(settings, 'build_config', 'build_options', key, DIGEST_LABEL))
      .find(Boolean)
    const at = written ?? locateInFile(workspace.project.file, undefined, DIGEST_LABEL, sources)
    report(diagnostic('DC4145', at, { label: DIGEST_LABEL }, { help: 'remove it' }))
    return
  }
}
