/**
 * Packages that `split_heavy` puts into a layer of their own, where no lock file says how big they are: wheels of more than 10 MB. Dated data of
 * output version 1 (looked up on 2026-11-30); names are normalised as PEP 503 has them.
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
  'numpy',
  'pandas',
  'pyarrow',
  'duckdb',
  'botocore',
  'mlflow',
  'spacy',
  'gensim',
  'llvmlite',
  'faiss-cpu',
  'scikit-image',
  'statsmodels',
  'streamlit',
  'gradio',
  'jupyterlab',
])

/** From this size on a package is heavy, where a lock file says how big it is. */
export const HEAVY_BYTES = 10_000_000
