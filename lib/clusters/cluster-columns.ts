import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError } from '#lib/errors.ts'
import { type ClusterInput, type ClusterPatch, clusterDefaults } from './schema.ts'
import { deleteSecret, sealSecret } from './sealed-secrets.ts'

/** The columns that hold what a registration says, but for its secrets. */
export function newClusterColumns(input: ClusterInput) {
  return {
    name: input.name,
    environment: input.environment,
    nameServers: input.nameServers,
    clusterNames: input.clusterNames ?? [],
    proxies: input.proxies ?? [],
    controllers: input.controllers ?? [],
    metricsSource: input.metricsSource ?? clusterDefaults.metricsSource,
    accessKey: input.credentials?.accessKey ?? null,
    tlsEnabled: input.tls?.isEnabled ?? false,
    tlsVerify: input.tls?.verify ?? true,
    tlsServerName: input.tls?.serverName ?? null,
    tlsCa: input.tls?.ca ?? null,
    tlsClientCertificate: input.tls?.clientCertificate ?? null,
    addressMap: input.addressMap ?? [],
    traceTopics: input.traceTopics ?? clusterDefaults.traceTopics,
    useVipChannel: input.useVipChannel ?? false,
    connectTimeoutMs: input.connectTimeoutMs ?? clusterDefaults.connectTimeoutMs,
    requestTimeoutMs: input.requestTimeoutMs ?? clusterDefaults.requestTimeoutMs,
    requestsPerSecondPerBroker: input.requestsPerSecondPerBroker ?? clusterDefaults.requestsPerSecondPerBroker,
    readOnly: input.readOnly ?? false,
    deletionProtection: input.deletionProtection ?? input.environment === 'production',
    remark: input.remark ?? null,
    labels: input.labels ?? {},
    owner: input.owner ?? null,
  }
}

/** The columns that a change touches. Absent = unchanged; null = cleared, which for a list is the default again. */
export function changedClusterColumns(patch: ClusterPatch) {
  const { tls } = patch
  return {
    name: patch.name,
    environment: patch.environment,
    nameServers: patch.nameServers,
    clusterNames: patch.clusterNames === null ? [] : patch.clusterNames,
    proxies: patch.proxies,
    controllers: patch.controllers,
    metricsSource: patch.metricsSource,
    accessKey: patch.credentials === null ? null : patch.credentials?.accessKey,
    tlsEnabled: tls?.isEnabled,
    tlsVerify: tls?.verify,
    tlsServerName: tls?.serverName,
    tlsCa: tls?.ca,
    tlsClientCertificate: tls?.clientCertificate,
    addressMap: patch.addressMap,
    traceTopics: patch.traceTopics,
    useVipChannel: patch.useVipChannel,
    connectTimeoutMs: patch.connectTimeoutMs,
    requestTimeoutMs: patch.requestTimeoutMs,
    requestsPerSecondPerBroker: patch.requestsPerSecondPerBroker,
    readOnly: patch.readOnly,
    deletionProtection: patch.deletionProtection,
    remark: patch.remark,
    labels: patch.labels === null ? {} : patch.labels,
    owner: patch.owner,
  }
}

interface SecretColumns {
  secretKeySealedId: string | null
  tlsClientKeySealedId: string | null
}

/**
 * Seals the secrets that a registration brings and drops those that they replace. Absent keeps what is stored, null removes it.
 *
 * @param tx the transaction that writes the columns
 * @throws AppError INVALID_INPUT for an access key without a secret key, now and before
 */
export async function sealSecrets(
  { credentials, tls }: Pick<ClusterPatch, 'credentials' | 'tls'>,
  stored: SecretColumns,
  tx: Prisma.TransactionClient,
): Promise<Partial<SecretColumns & { secretKeyLastFour: string | null }>> {
  const replace = async (old: string | null, plain: string | null, purpose: string) => {
    if (old) await deleteSecret(old, tx)
    return plain === null ? null : sealSecret(plain, purpose, tx)
  }
  const secretKey = credentials === null ? null : credentials?.secretKey
  if (credentials && secretKey === undefined && !stored.secretKeySealedId) throw secretKeyMissing()
  return {
    ...(secretKey !== undefined && {
      secretKeySealedId: await replace(stored.secretKeySealedId, secretKey, 'cluster.secretKey'),
      secretKeyLastFour: secretKey === null ? null : lastFour(secretKey),
    }),
    ...(tls?.clientKey !== undefined && {
      tlsClientKeySealedId: await replace(stored.tlsClientKeySealedId, tls.clientKey, 'cluster.tlsClientKey'),
    }),
  }
}

/** Enough to recognise a secret by, and never so much that a short one could be guessed. */
const lastFour = (secret: string) => (secret.length >= 8 ? secret.slice(-4) : '')

const secretKeyMissing = () =>
  new AppError('INVALID_INPUT', 'A secret key belongs to the access key.', {
    fields: [
      { path: 'body.credentials.secretKey', rule: 'required', detail: 'There is no stored secret key to keep.' },
    ],
  })
