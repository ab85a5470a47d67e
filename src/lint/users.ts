import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import { placeOf } from '../model/settings.ts'
import type { Linted } from './linted.ts'

/** A name stays a name; once for a run it is said who cannot read it. */
export function lintUserNames({ images }: Linted, report: Report): void {
  for (const { image, settings } of images) {
    if (image.kind !== 'build' || image.user === null || /^\d/.test(image.user)) continue
    const help = 'write its number, `user: "1000:1000"`, if the cluster sets `runAsNonRoot`'
    report(diagnostic('DC4130', placeOf(settings, 'user'), { user: image.user }, { help }))
    return
  }
}
