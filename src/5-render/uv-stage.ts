import type { ImagePlan } from '../model/plan.ts'
import { bootstrapIndex } from './bootstrap-index.ts'

/** The stages around the one that has uv: what it and the image are made from, and itself. */
export const BASE = 'dockcompile-base'
export const UV = 'dockcompile-uv'

const FOLDER = '/opt/uv'

/** Lends uv to a RUN: in a folder that every PATH ends with, so that a uv of the parent wins. Nothing of it gets into the layer. */
export const UV_MOUNT = `type=bind,from=${UV},source=${FOLDER}/bin/uv,target=/bin/uv`

const CACHE = '--cache-dir /root/.cache/pip'

/** What the stage runs, on top of all that stands before the installs: the same index, variables and certificates. Null: the image needs no such stage. */
export function uvStage(image: ImagePlan): { comment: string; commands: string[] } | null {
  const { installer, facts, runs } = image
  if (!runs?.uvStage) return null
  const flags = [`--no-compile ${CACHE}`, ...bootstrapIndex(image)].join(' ')
  const place = `--target ${FOLDER} uv==${installer.uvVersion}`
  if (runs.bootstrap === 'uv') {
    const quiet = facts.python === 'system' ? ' --root-user-action ignore' : ''
    return {
      comment: 'uv, which the parent image does not have. The installs borrow it, and the image does not keep it.',
      commands: [`pip install ${flags}${quiet} ${place}`],
    }
  }
  return {
    comment: 'uv: the one of the parent image, or one that the installs borrow and the image does not keep',
    commands: [
      `{ command -v uv && mkdir -p ${FOLDER}/bin && cp -L "$(command -v uv)" ${FOLDER}/bin/uv; } || \\\n        PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore python -m pip install ${flags} ${place} || \\\n        stop "the parent image has no uv, and its pip could not add it"`,
      `case "$(${FOLDER}/bin/uv pip list --no-cache --verbose --python "$(command -v python)" 2>&1)" in \\\n        *"--target"*|*"--prefix"*) stop "uv.toml of the parent image sends packages away from its Python" ;; esac`,
    ],
  }
}
