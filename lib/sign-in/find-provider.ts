import { z } from 'zod'
import { db } from '#lib/db/db.ts'
import type { Prisma, SignInProvider } from '#lib/db/generated/client.ts'
import { env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import {
  type Provider,
  ProviderConfig,
  ProviderKind,
  ProviderRule,
  type ProviderSecretName,
  ProviderTrouble,
  RuleGrant,
} from './schema.ts'

const KeptSecret = z.object({ sealedId: z.string(), lastFour: z.string() })
export type KeptSecrets = Partial<Record<ProviderSecretName, z.output<typeof KeptSecret>>>

/** A provider as verbs use it: parsed, with the ids of its sealed secrets. */
export interface StoredProvider {
  providerId: string
  name: string
  isEnabled: boolean
  createsUsers: boolean
  config: ProviderConfig
  secrets: KeptSecrets
  defaultGrant: RuleGrant | null
  rules: ProviderRule[]
}

/** @throws AppError NOT_FOUND */
export async function findProviderRow(
  providerId: string,
  tx: Prisma.TransactionClient = db(),
): Promise<SignInProvider> {
  const row = await tx.signInProvider.findUnique({ where: { providerId } })
  if (!row) throw new AppError('NOT_FOUND', `There is no sign-in provider ${providerId}.`)
  return row
}

/** One that people may use. @throws AppError NOT_FOUND also for one that is switched off */
export async function findOpenProvider(providerId: string): Promise<StoredProvider> {
  const row = await db().signInProvider.findUnique({ where: { providerId } })
  if (!row?.isEnabled) throw new AppError('NOT_FOUND', 'There is no such sign-in provider.')
  return parseProvider(row)
}

/** A rule or grant that cannot be read any more gives nothing. */
export function parseProvider(row: SignInProvider): StoredProvider {
  const { providerId, name, isEnabled, createsUsers } = row
  const rules = Array.isArray(row.rules) ? row.rules : []
  return {
    providerId,
    name,
    isEnabled,
    createsUsers,
    config: ProviderConfig.parse(row.config),
    secrets: z.partialRecord(z.enum(['clientSecret', 'bindPassword']), KeptSecret).parse(row.secrets),
    defaultGrant: RuleGrant.nullable().safeParse(row.defaultGrant).data ?? null,
    rules: rules.flatMap((rule) => ProviderRule.safeParse(rule).data ?? []),
  }
}

const Failure = z.object({ trouble: ProviderTrouble, detail: z.string() })

export function toProvider(row: SignInProvider, users: number): Provider {
  const { secrets, ...parsed } = parseProvider(row)
  const lastFours = Object.entries(secrets).map(([name, { lastFour }]) => [name, { lastFour }] as const)
  return {
    ...parsed,
    kind: ProviderKind.parse(row.kind),
    secretsKept: Object.fromEntries(lastFours),
    returnUrls: parsed.config.kind === 'OIDC' ? [callbackUrl(row.providerId), `${env().APOGEE_URL}/sign-in`] : [],
    users,
    lastSuccessAt: row.lastSuccessAt,
    lastFailureAt: row.lastFailureAt,
    lastFailure: Failure.safeParse(row.lastFailure).data ?? null,
    createdAt: row.createdAt,
    createdBy: row.createdBy,
    isFromFile: row.isFromFile,
    revision: String(row.revision),
  }
}

/** Where an OIDC provider sends people back to. From the configuration, never from what a request says of its host. */
export const callbackUrl = (providerId: string): string => `${env().APOGEE_URL}/api/auth/callback/${providerId}`

/** How many people each provider vouches for. */
export async function countUsers(providerIds: readonly string[]): Promise<Map<string, number>> {
  const rows = await db().user.groupBy({
    by: ['source'],
    where: { source: { in: [...providerIds] } },
    _count: { _all: true },
  })
  return new Map(rows.map(({ source, _count }) => [source, _count._all]))
}
