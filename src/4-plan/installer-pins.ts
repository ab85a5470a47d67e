/** Versions that images without an installer get: dated data of output version 1 (looked up on 2026-11-24); `installers` of the project file wins. */
export const INSTALLER_PINS = { uv: '0.13.9', pip: '26.3' } as const
