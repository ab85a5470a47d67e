import fc, { type Arbitrary } from 'fast-check'
import { hostile } from './words.ts'

/** Files that are not YAML, made of lines as people write them with a hostile word here and there (`~`). */
function lines(...plausible: readonly string[]): Arbitrary<string> {
  const line = fc
    .tuple(
      fc.constantFrom(...plausible),
      fc.oneof({ weight: 3, arbitrary: fc.constantFrom('a', 'train', '3.11') }, { weight: 1, arbitrary: hostile }),
    )
    .map(([written, word]) => written.replaceAll('~', word))
  return fc
    .tuple(fc.array(line, { maxLength: 8 }), fc.constantFrom('\n', '\n', '\n', '\r\n', ' \\\n', '\n\n'), fc.boolean())
    .map(([list, end, last]) => list.join(end) + (last ? end : ''))
}

const instructions = lines(
  'FROM python:3.11-slim',
  'FROM python:~ AS base',
  'FROM --platform=$BUILDPLATFORM base AS ~',
  'ARG VERSION=~',
  'ENV A="~" B=$VERSION',
  'ENV A ~',
  'RUN echo "~"',
  'RUN --mount=type=cache,target=/root/.cache/~ pip install ~',
  'RUN <<EOF\necho ~\nEOF',
  'COPY --from=base /~ /~',
  'COPY ["~", "/app/"]',
  'ADD https://example.com/~ /x',
  'USER ~',
  'WORKDIR /~',
  'ENTRYPOINT ["python", "~"]',
  'CMD ~',
  'LABEL a="~"',
  'ONBUILD RUN ~',
  'SHELL ["/bin/bash", "~"]',
  '# ~',
  '# syntax=docker/dockerfile:~',
  '# escape=`',
  '~',
)

/** What may be in a project's own files, by path. */
export const ownFiles = fc.record(
  {
    Dockerfile: fc.oneof(
      instructions.map(text => `FROM python:3.11-slim\n${text}`),
      instructions,
    ),
    '.ignore': lines('~', '!~', '**/~', '*.~', '/~/', '[a-~]', '\\~', '~**', '# ~', '!', '.', '..', '../~', ' ~ ', '**', '!src'),
    '.dockerignore': lines('~', '!~', '**/data', 'a/**/~', '[!~]', '{a,~}', '?'),
    'requirements.txt': lines(
      'numpy==2.1.0',
      'pandas~',
      '~',
      'torch[~]>=2',
      'x; python_version < "~"',
      'x ; sys_platform == "~" and extra == \'~\'',
      'y @ https://example.com/~',
      'z==1.0 --hash=sha256:~',
      'b \\\n    --hash=sha256:00',
      '-r ~',
      '-e ./~',
      '--index-url https://pypi.example.com/~',
      '--extra-index-url=~',
      '--~',
      '~==~',
      'ü==1',
      '# ~',
    ),
    '.python-version': lines('3.11', '3.~', '~', 'pypy3.10', '3.12.4'),
    'src/pyproject.toml': lines(
      '[project]',
      'name = "~"',
      '[tool.dockcompile]',
      'dependencies = ["~"]',
      'x.~ = 1',
      '"~" = ~',
      '[[~]]',
    ),
  },
  { requiredKeys: [] },
)
