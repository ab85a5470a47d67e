/**
 * Files in which credentials lie, as lines of an ignore file. No image gets them, unless the project's own ignore file asks for one by its name
 * (`!conf/credentials.json`), which `context` then points out.
 */
export const CREDENTIAL_FILES: readonly string[] = [
  // Environments
  ...['**/.env', '**/.env.*', '**/*.env', '**/.envrc', '**/.direnv'],
  // Logins of tools
  ...['**/.netrc', '**/_netrc', '**/.pypirc', '**/.npmrc', '**/.git-credentials', '**/.htpasswd', '**/.pgpass', '**/.my.cnf'],
  ...['**/.s3cfg', '**/.boto', '**/.dockercfg', '**/.docker', '**/.kube', '**/kubeconfig', '**/kubeconfig.*', '**/*.kubeconfig'],
  ...['**/.aws', '**/.azure', '**/.config/gcloud', '**/.databrickscfg', '**/.snowsql', '**/.vault-token', '**/.terraformrc'],
  ...['**/.terraform.d', '**/.huggingface', '**/.cache/huggingface/token', '**/kaggle.json', '**/.modal.toml', '**/.gnupg'],
  // Keys. A `.pem` may be a certificate, but its name does not say so: `!certs/ca.pem` asks for one
  ...['**/.ssh', '**/id_rsa', '**/id_dsa', '**/id_ecdsa', '**/id_ed25519', '**/*.key', '**/*.pem'],
  ...['**/*.p12', '**/*.pfx', '**/*.jks', '**/*.keystore', '**/*.kdbx', '**/*.ppk'],
  // State and secrets of deployments
  ...['**/*.tfstate', '**/*.tfstate.*', '**/*.tfvars', '**/secrets.json', '**/secrets.y*ml', '**/secrets.toml'],
  ...[
    '**/secret.json',
    '**/secret.y*ml',
    '**/secret.toml',
    '**/*credentials*.json',
    '**/*credentials*.y*ml',
    '**/*credentials*.ini',
  ],
  ...['**/*credentials*.toml', '**/*credentials*.csv', '**/*service_account*.json', '**/*service-account*.json'],
  ...['**/*serviceaccount*.json', '**/client_secret*.json', '**/.streamlit/secrets.toml'],
]

/** The end of a file's name that says it is an example for others to fill in. */
export const TEMPLATE = /\.(?:example|sample|template|dist|tmpl)$/i
