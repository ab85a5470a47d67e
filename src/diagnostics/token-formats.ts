/** A token that its shape gives away, whatever it is called. */
export interface TokenFormat {
  /** `a GitHub token`: said in messages. */
  readonly name: string
  /** Global, so that every one of a text is found. What its group `secret` holds is the secret, else the whole match. */
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
    pattern: /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'an AWS access key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}\b/g },
  { name: 'a GitHub token', pattern: /\b(?:gh[opsur]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g },
  { name: 'a GitLab token', pattern: /\bgl(?:pat|dt|rt|rtr|cbt|ptt|ft|imt|agent|soat|ffct)-[A-Za-z0-9_.-]{20,}/g },
  { name: 'a Hugging Face token', pattern: /\b(?:hf_[A-Za-z0-9]{20,}|api_org_[A-Za-z0-9]{20,})/g },
  { name: 'an Anthropic key', pattern: /\bsk-ant-[A-Za-z0-9_-]{16,}/g },
  { name: 'an API key', pattern: /(?<![A-Za-z0-9_-])sk-(?!ant-)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}/g },
  { name: 'a Google API key', pattern: /\bAIza[A-Za-z0-9_-]{30,}/g },
  { name: 'a Google OAuth secret', pattern: /\b(?:GOCSPX-[A-Za-z0-9_-]{20,}|ya29\.[A-Za-z0-9_-]{20,})/g },
  { name: 'a Slack token', pattern: /\b(?:xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,})/g },
  {
    name: 'a webhook with its secret',
    pattern:
      /\bhttps:\/\/(?:hooks\.slack\.com\/(?:services|workflows)|(?:canary\.|ptb\.)?discord(?:app)?\.com\/api\/webhooks)\/(?<secret>[A-Za-z0-9_/-]{20,})/g,
  },
  { name: 'an npm token', pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { name: 'a PyPI token', pattern: /\bpypi-AgE[A-Za-z0-9_-]{16,}/g },
  { name: 'a Stripe key', pattern: /\b(?:[rs]k_(?:live|test)_[A-Za-z0-9]{16,}|whsec_[A-Za-z0-9+/=]{20,})/g },
  { name: 'a SendGrid key', pattern: /(?<![A-Za-z0-9_.-])SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  {
    name: 'an Azure key',
    pattern:
      /\b(?:AccountKey|SharedAccessKey|SharedAccessSignature)=(?<secret>[A-Za-z0-9+/=%&]{20,})|[?&]sig=(?<signature>[A-Za-z0-9%+/=_-]{30,})/g,
  },
  // A client secret of Entra ID: three characters, a digit, `Q~`.
  { name: 'an Azure secret', pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![A-Za-z0-9_~.-])/g },
  { name: 'a JSON Web Token', pattern: /(?<![A-Za-z0-9_.-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g },
  { name: 'a Databricks token', pattern: /\bdapi[0-9a-f]{32}(?:-\d)?\b/g },
  { name: 'a Docker Hub token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { name: 'a DigitalOcean token', pattern: /\bdo[opr]_v1_[0-9a-f]{40,}/g },
  { name: 'a Vault token', pattern: /\bhv[bsr]\.[A-Za-z0-9_-]{20,}/g },
  { name: 'a Telegram token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{30,}/g },
  { name: 'a ZenML API key', pattern: /\bZEN(?:PRO)?KEY_[A-Za-z0-9+/=_-]{20,}/g },
  {
    name: 'an API key',
    pattern:
      /(?<![A-Za-z0-9_-])(?:gsk_|r8_|pplx-|pcsk_|tvly-|fc-|lin_api_|wandb_v1_|xai-|nvapi-|glsa_|glc_|shpat_|ntn_|sbp_|ATATT3|CCIPAT_|NRAK-|dp\.pt\.|rubygems_|pul-|sntrys_|napi_)(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{24,}/g,
  },
  { name: 'a Weights & Biases key', pattern: /\bwandb\s+login\s+(?:-\S+\s+)*(?<secret>[0-9a-f]{40})\b/g },
  {
    // Nothing marks it but its length and its mixture, which `findCredentials` checks.
    name: 'an AWS secret key',
    pattern: /(?<![A-Za-z0-9/+=_.:@-])[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+=_.:@-])/g,
  },
]
