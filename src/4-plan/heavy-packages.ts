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
