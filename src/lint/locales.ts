import { firstTime } from '../basics/first-time.ts'
import { diagnostic, type Report } from '../diagnostics/diagnostic.ts'
import type { ImagePlan } from '../model/plan.ts'
import { type Linted, placeKey, variablesIn } from './linted.ts'

/**
 * Parents that are known to have the locales `C`, `C.utf8` and `POSIX` and no other (`locale -a`): the images of Debian, Ubuntu and Python, and
 * ZenML's, which is built on the last one. Alpine's C library takes every name.
 */
const WITHOUT_LOCALES =
  /^(?:(?:index\.)?docker\.io\/)?(?:zenmldocker\/zenml:|(?:library\/)?(?:python|debian|ubuntu)(?::(?!.*(?:alpine|windows))|@|$))/

/** Debian's package with all locales, and Ubuntu's with those of a language. `locales` alone has their sources, and makes none. */
const HAS_LOCALES = /^(?:locales-all|language-pack-.*)(?:[=:/].*)?$/

/** A locale that the image does not have: `locale.setlocale` fails, and every shell warns. */
export function lintLocales({ images }: Linted, report: Report): void {
  const isFirst = firstTime<string>()
  for (const { image } of images) {
    if (image.kind !== 'build' || !hasNoLocales(image)) continue
    for (const { name, value, where, at } of variablesIn(image)) {
      if (!/^(?:LANG|LC_[A-Z]+)$/.test(name) || typeof value !== 'string' || isThere(value) || !isFirst(placeKey(at))) continue
      const help = 'write `C.UTF-8`, which every Debian has, or add `locales-all` to `apt_packages`, which has all (about 230 MB)'
      report(diagnostic('DC4182', at, { where, locale: value }, { help }))
    }
  }
}

const isThere = (locale: string): boolean => /^(?:|POSIX|C(?:\.utf-?8)?)$/i.test(locale)

function hasNoLocales({ parent, apt }: ImagePlan): boolean {
  return parent.kind === 'image' && WITHOUT_LOCALES.test(parent.image) && !apt.some(({ name }) => HAS_LOCALES.test(name))
}
