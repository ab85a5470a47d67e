/** The label with the digest of an image's recipe, by which a registry is asked whether an image is current. */
export const DIGEST_LABEL = 'dev.dockcompile.digest'
