import type { ImagePlan } from '../model/plan.ts'

/** Whether a shell command starts uv: as a command of its own, not as a part of a name. */
export function callsUv(command: string): boolean {
  return /(?:^|[\s;&|(`])uv\s/.test(command)
}

/** Whether it starts pip, or `python -m pip`; `uv pip` is uv. */
export function callsPip(command: string): boolean {
  return /(?:^|(?<!uv)[\s;&|(`])pip3?\s/.test(command)
}

/** Whether an image is built with uv: by our installs, or by the project's own command. */
export function needsUv({ installer, code }: Pick<ImagePlan, 'installer' | 'code'>): boolean {
  return installer.name === 'uv' || callsUv(code.installCommand ?? '')
}
