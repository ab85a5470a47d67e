/**
 * Packages that `split_heavy` puts into a layer of their own: hundreds of megabytes that change seldom. Dated data of output version 1
 * (looked up on 2026-11-24); names are normalised as PEP 503 has them.
 */
export const HEAVY_PACKAGES: ReadonlySet<string> = new Set([
  'torch',
  'torchvision',
  'torchaudio',
  'tensorflow',
  'tensorflow-cpu',
  'tensorflow-gpu',
  'jax',
  'jaxlib',
  'xgboost',
  'lightgbm',
  'catboost',
  'onnxruntime',
  'onnxruntime-gpu',
  'vllm',
  'triton',
  'bitsandbytes',
  'flash-attn',
  'deepspeed',
  'transformers',
  'scikit-learn',
  'scipy',
  'pyspark',
  'opencv-python',
  'opencv-python-headless',
  'ray',
])

/** The package that a requirement line names, normalised; undefined for options, URLs and paths. */
export function packageName(line: string): string | undefined {
  const name = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:$|[[<>=!~;(@\s])/.exec(line.trim())?.[1]
  return name?.toLowerCase().replace(/[-_.]+/g, '-')
}
