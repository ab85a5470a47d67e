/** A token that its shape gives away, whatever it is called. */
export interface TokenFormat {
  /** `a GitHub token`: said in messages. */
  readonly name: string
  /** Each token has one of these in it; any text may hold one where there are none. They are looked for first, which takes no time. */
  readonly marks: readonly string[]
  /** Global, so that every one of a text is found. The secret is in its group `secret`, else it is the whole match. */
  readonly pattern: RegExp
}

/**
 * The formats of the usual providers. Looked up on 2026-11-24 in the providers' own pages and in the public rules of GitHub's secret scanning;
 * each is long and peculiar enough that an ordinary setting does not look like it. Each takes linear time: where more than a run of characters is
 * asked for, a match may only begin where a run begins.
 */
export const TOKEN_FORMATS: readonly TokenFormat[] = [
  {
    name: 'a private key',
    marks: ['PRIVATE KEY'],
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'an AWS access key', marks: ['AKIA', 'ASIA', 'ABIA', 'ACCA'], pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  {
    name: 'a GitHub token',
    marks: ['gho_', 'ghp_', 'ghs_', 'ghu_', 'ghr_', 'github_pat_'],
    pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g,
  },
  {
    name: 'a GitLab token',
    marks: ['glpat-', 'gldt-', 'glrt-', 'glrtr-', 'glcbt-', 'glptt-', 'glft-', 'glimt-', 'glagent-', 'glsoat-', 'glffct-'],
    pattern: /\bgl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{20,}/g,
  },
  { name: 'a Hugging Face token', marks: ['hf_', 'api_org_'], pattern: /\b(?:hf_[A-Za-z0-9]{20,}|api_org_[A-Za-z0-9]{20,})/g },
  { name: 'an Anthropic key', marks: ['sk-ant-'], pattern: /\bsk-ant-[A-Za-z0-9_-]{16,}/g },
  { name: 'an API key', marks: ['sk-'], pattern: /(?<![A-Za-z0-9_-])sk-(?!ant-)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}/g },
  { name: 'a Google API key', marks: ['AIza'], pattern: /\bAIza[A-Za-z0-9_-]{30,}/g },
  {
    name: 'a Google OAuth secret',
    marks: ['GOCSPX-', 'ya29.'],
    pattern: /\b(?:GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,})/g,
  },
  { name: 'a Slack token', marks: ['xox', 'xapp-'], pattern: /\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,})/g },
  {
    name: 'a webhook with its secret',
    marks: ['hooks.slack.com/', 'discord'],
    pattern:
      /\bhttps:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks)\/(?<secret>[A-Za-z0-9_/-]{20,})/g,
  },
  { name: 'an npm token', marks: ['npm_'], pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { name: 'a PyPI token', marks: ['pypi-AgE'], pattern: /\bpypi-AgE[A-Za-z0-9_-]{16,}/g },
  {
    name: 'a Stripe key',
    marks: ['k_live_', 'k_test_', 'whsec_'],
    pattern: /\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{20,})/g,
  },
  { name: 'a SendGrid key', marks: ['SG.'], pattern: /(?<![A-Za-z0-9_.-])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  {
    name: 'an Azure key',
    marks: ['AccountKey=', 'SharedAccess', 'sig='],
    pattern:
      /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?<secret>[A-Za-z0-9+/=%&]{20,})|[?&]sig=(?<signature>[A-Za-z0-9%+/=_-]{30,})/g,
  },
  // A client secret of Entra ID: three characters, a digit, `Q~`.
  {
    name: 'an Azure secret',
    marks: ['Q~'],
    pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g,
  },
  {
    name: 'a JSON Web Token',
    marks: ['eyJ'],
    pattern: /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
  },
  { name: 'a Databricks token', marks: ['dapi'], pattern: /\bdapi[0-9a-f]{32}(?:-\d)?\b/g },
  { name: 'a Docker Hub token', marks: ['dckr_'], pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { name: 'a DigitalOcean token', marks: ['_v1_'], pattern: /\bdo[opr]_v1_[0-9a-f]{40,}/g },
  { name: 'a Vault token', marks: ['hvb.', 'hvs.', 'hvr.'], pattern: /\bhv[bsr]\.[A-Za-z0-9_-]{20,}/g },
  { name: 'a Telegram token', marks: [':AA'], pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g },
  { name: 'a ZenML API key', marks: ['KEY_'], pattern: /\bZEN(?:PRO)?KEY_[A-Za-z0-9+/=_-]{20,}/g },
  {
    name: 'an API key',
    marks: [
      'gsk_',
      'r8_',
      'pplx-',
      'pcsk_',
      'tvly-',
      'fc-',
      'lin_api_',
      'wandb_v1_',
      'xai-',
      'nvapi-',
      'glsa_',
      'glc_',
      'shpat_',
      'ntn_',
      'sbp_',
      'ATATT3',
      'CCIPAT_',
      'NRAK-',
      'dp.pt.',
      'rubygems_',
      'pul-',
      'sntrys_',
      'napi_',
    ],
    pattern:
      /(?<![A-Za-z0-9_-])(?:gsk_|r8_|pplx-|pcsk_|tvly-|fc-|lin_api_|wandb_v1_|xai-|nvapi-|glsa_|glc_|shpat_|ntn_|sbp_|ATATT3|CCIPAT_|NRAK-|dp\.pt\.|rubygems_|pul-|sntrys_|napi_)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{24,}/g,
  },
  { name: 'a Weights & Biases key', marks: ['wandb'], pattern: /\bwandb\s+login\s+(?:-\S+\s+)*(?<secret>[0-9a-f]{40})\b/g },
  {
    // Nothing marks it but its length and its mixture, which `findCredentials` checks.
    name: 'an AWS secret key',
    marks: [],
    pattern: /(?<![A-Za-z0-9/+=_.:@-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_.:@-])/g,
  },
]
