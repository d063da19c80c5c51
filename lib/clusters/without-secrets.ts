import type { ClusterPatch } from './schema.ts'

/** What a person sent, fit for the audit: secrets become the fact that there was one. */
export function withoutSecrets<T extends Pick<ClusterPatch, 'credentials' | 'tls'>>(input: T) {
  const { credentials, tls, ...rest } = input
  const { clientKey, ...shownTls } = tls ?? {}
  return {
    ...rest,
    ...(credentials !== undefined && {
      credentials: credentials && {
        accessKey: credentials.accessKey,
        hasSecretKey: credentials.secretKey !== undefined,
      },
    }),
    ...(tls && { tls: { ...shownTls, ...(clientKey !== undefined && { hasClientKey: clientKey !== null }) } }),
  }
}
