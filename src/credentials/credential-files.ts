/**
 * Files in which credentials are, as lines of an ignore file. No image gets them, unless the project's own ignore file asks for one by its name
 * (`!conf/credentials.json`), which `context` then points out.
 */
export const CREDENTIAL_FILES: readonly string[] = [
  // Environments
  ...anywhere('.env .env.* *.env .envrc .direnv .secrets .secrets.* local.settings.json'),
  // Logins of tools
  ...anywhere('.netrc _netrc .pypirc .npmrc .git-credentials .htpasswd .pgpass .my.cnf .s3cfg .boto .dockercfg .docker'),
  ...anywhere('.kube kubeconfig kubeconfig.* kubeconfig-* *.kubeconfig .aws .azure azureauth.json .oci .databrickscfg'),
  ...anywhere('.snowsql .snowflake .dbt .vault-token .vault_pass* vault_pass* .terraformrc terraform.rc .terraform.d'),
  ...anywhere('.huggingface .cache/huggingface/*token* kaggle.json .modal.toml .ngc .runpod .vast_api_key .mlflow/credentials'),
  ...anywhere('.dvc/config.local .prefect .clearml.conf clearml.conf .comet.config .jupyter .rclone.conf rclone.conf'),
  ...anywhere('.config/gcloud .config/gh .config/op .config/pip .config/uv .config/wandb .config/zenml .config/sops'),
  ...anywhere('.config/rclone .config/containers token.pickle .*_history'),
  // Keys. A `.pem` may be a certificate, but its name does not say so: `!certs/ca.pem` asks for one
  ...anywhere('.ssh id_rsa id_dsa id_ecdsa id_ed25519 deploy_key deploy-key deploy_rsa *.key *.pem *.p12 *.pfx *.jks'),
  ...anywhere('*.keystore *.kdbx *.ppk *.keytab cwallet.sso .gnupg secring.* private*.gpg private*.asc *.agekey .sops'),
  // State and secrets of deployments
  ...anywhere('*.tfstate *.tfstate.* *.tfvars *.tfvars.json .terraform secrets.json secrets.y*ml secrets.toml secret.json'),
  ...anywhere('secret.y*ml secret.toml *credentials*.json *credentials*.y*ml *credentials*.ini *credentials*.toml'),
  ...anywhere('*credentials*.csv *service_account*.json *service-account*.json *serviceaccount*.json client_secret*.json'),
  ...anywhere('*firebase-adminsdk*.json sa-key*.json *-sa-key.json gcp*key*.json .streamlit/secrets.toml'),
]

function anywhere(names: string): string[] {
  return names.split(' ').map(name => `**/${name}`)
}

/** The end of a file's name that says it is an example for others to fill in. */
export const TEMPLATE = /\.(?:example|sample|template|dist|tmpl)$/i
