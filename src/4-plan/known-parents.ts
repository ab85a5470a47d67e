import type { ParentFacts } from '../model/plan.ts'

export const UNKNOWN_PARENT: ParentFacts = { user: null, python: null, uv: null, debian: false }

/**
 * Parent images whose layout is known, first match wins. Looked at on 2026-11-24; belongs to output version 1: an entry that changes what is
 * written needs a new one.
 */
export const KNOWN_PARENTS: readonly { readonly reference: RegExp; readonly facts: ParentFacts }[] = [
  {
    // ZenML's client images: Debian slim, virtual environment in /opt/venv, uv installed.
    reference: /^(?:(?:index\.)?docker\.io\/)?zenmldocker\/zenml:/,
    facts: { user: 'root', python: 'venv', uv: true, debian: true },
  },
  {
    // The official Python images on Debian.
    reference:
      /^(?:(?:index\.)?docker\.io\/)?(?:library\/)?python:3(?:\.\d+)*(?:\.\d+)?(?:-(?:slim|bookworm|trixie|bullseye|slim-(?:bookworm|trixie|bullseye)))?$/,
    facts: { user: 'root', python: 'system', uv: false, debian: true },
  },
  {
    // Images on Debian or Ubuntu that run as root. Which Python they start changed between releases, so the installs find it out themselves.
    reference:
      /^(?:(?:index\.)?docker\.io\/)?(?:(?:library\/)?(?:debian|ubuntu)|pytorch\/pytorch|tensorflow\/tensorflow|nvidia\/cuda|condaforge\/mini(?:forge3|conda3)|continuumio\/(?:mini|ana)conda3|huggingface\/transformers-[a-z-]+-gpu)(?::(?!.*(?:alpine|ubi|rockylinux|windows)).*)?$/,
    facts: { user: 'root', python: null, uv: null, debian: true },
  },
]

const REDIRECTS = new Set([
  ...['PATH', 'VIRTUAL_ENV', 'CONDA_PREFIX', 'PYTHONHOME', 'PYTHONUSERBASE'],
  ...[
    'UV_SYSTEM_PYTHON',
    'UV_PYTHON',
    'UV_PROJECT_ENVIRONMENT',
    'UV_CONFIG_FILE',
    'UV_MANAGED_PYTHON',
    'UV_PYTHON_PREFERENCE',
    'UV_BREAK_SYSTEM_PACKAGES',
  ],
  ...['PIP_TARGET', 'PIP_PREFIX', 'PIP_USER', 'PIP_ROOT', 'PIP_PYTHON', 'PIP_CONFIG_FILE', 'PIP_REQUIRE_VIRTUALENV'],
])

/** Variables that send uv or pip to another Python; where one is set, nothing known about a parent's Python holds any more. */
export function redirectsInstaller(variable: string): boolean {
  return REDIRECTS.has(variable)
}

/** A user that is root, by name or number, with root's own group: as a container is that nobody gave a user. */
export function isRoot(user: string): boolean {
  return /^(?:root|0)(?::(?:root|0))?$/.test(user)
}
