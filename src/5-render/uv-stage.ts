import type { ImagePlan } from '../model/plan.ts'
import { anyPipAddsUv, checkUv, knownPipAddsUv, STOP_WITHOUT_UV } from './bootstrap.ts'

/** The stages around the one that has uv: what it and the image are made from, and itself. */
export const BASE = 'dockcompile-base'
export const UV = 'dockcompile-uv'

const FOLDER = '/opt/uv'

/** Lends uv to a RUN: in a folder that every PATH ends with, so that a uv of the parent wins. Nothing of it gets into the layer. */
export const UV_MOUNT = `type=bind,from=${UV},source=${FOLDER}/bin/uv,target=/bin/uv`

const PLACE = [`--target ${FOLDER}`]

/** What the stage runs, after everything that comes before the installs: the same index, variables and certificates. Null: the image needs no such stage. */
export function uvStage(image: ImagePlan): { comment: string; commands: string[] } | null {
  const { runs } = image
  if (!runs?.uvStage) return null
  if (runs.bootstrap === 'uv') {
    return {
      comment: 'uv, which the parent image does not have. The installs borrow it, and the image does not keep it.',
      commands: [knownPipAddsUv(image, true, PLACE)],
    }
  }
  const copied = `{ command -v uv && mkdir -p ${FOLDER}/bin && cp -L "$(command -v uv)" ${FOLDER}/bin/uv; }`
  return {
    comment: 'uv: the one of the parent image, or one that the installs borrow and the image does not keep',
    commands: [
      `${copied} || \\\n        ${anyPipAddsUv(image, true, PLACE)} || \\\n        ${STOP_WITHOUT_UV}`,
      checkUv(`${FOLDER}/bin/uv`),
    ],
  }
}
