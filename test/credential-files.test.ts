/** Files in which credentials are, by name, which no image gets; and files with such words in their names that are code or data. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isNeverSent } from '../src/4-plan/never-sent.ts'

test('files of tools that keep logins and keys there stay out', () => {
  const paths = `.env conf/prod.env .envrc .secrets.toml .netrc .aws/credentials .azure/msal_token_cache.json .config/gcloud/x.json .kube/config
    kubeconfig-prod.yaml .docker/config.json .dbt/profiles.yml .snowflake/config.toml .jupyter/jupyter_server_config.json .huggingface/token
    .cache/huggingface/stored_tokens .ngc/config .dvc/config.local clearml.conf .comet.config .config/wandb/settings .config/sops/age/keys.txt
    .config/uv/credentials.toml .streamlit/secrets.toml terraform.tfstate prod.auto.tfvars.json .terraform/terraform.tfstate .vault_pass token.pickle
    x-firebase-adminsdk-1.json gcp-key.json sa-key.json .ssh/config deploy_key age.key me.agekey app.keytab private.gpg .psql_history`
  for (const path of paths.split(/\s+/))
    for (const folder of ['', 'services/train/']) assert.ok(isNeverSent(folder + path), folder + path)
})

test('code and data with such words are sent', () => {
  const paths = `src/env.py src/secrets.py src/secrets/__init__.py src/credentials/__init__.py src/keys.py certs/ca.crt tokenizer.json tokens.txt
    data/token.json data/keys.csv special_tokens_map.json monkey.json my_rsa/__init__.py id_rsa.pub docker/config.json dbt/profiles.yml
    wandb/settings .streamlit/config.toml .dvc/config terraform.tfvars.example secrets.yaml.example history.txt private.py`
  for (const path of paths.split(/\s+/)) assert.not(isNeverSent(path), path)
})

test.run()
