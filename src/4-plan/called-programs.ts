/** Whether a shell command starts uv: as a command of its own, not as a part of a name. */
export function callsUv(command: string): boolean {
  return /(?:^|[\s;&|(`])uv\s/.test(command)
}

/** Whether it starts pip, or `python -m pip`; `uv pip` is uv. */
export function callsPip(command: string): boolean {
  return /(?:^|(?<!uv)[\s;&|(`])pip3?\s/.test(command)
}
