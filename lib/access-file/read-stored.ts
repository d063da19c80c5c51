import { db } from '#lib/db/db.ts'
import { log } from '#lib/log.ts'
import { parseProvider, type StoredProvider } from '#lib/sign-in/find-provider.ts'
import { openProviderSecret } from '#lib/sign-in/keep-provider-secrets.ts'
import type { StoredAccess } from './access-plan.ts'
import type { SecretName } from './read-secrets.ts'
import type { AccessFileContent } from './schema.ts'

/** What the plan compares the file with. */
export async function readStored({ grants: given }: AccessFileContent): Promise<StoredAccess> {
  const names = given.flatMap(({ subject }) => ('user' in subject ? [subject.user] : []))
  const [sets, grants, providers, users, clusters] = await Promise.all([
    db().permissionSet.findMany(),
    db().grant.findMany({
      where: { isFromFile: true },
      include: { user: { select: { username: true } } },
      orderBy: { createdAt: 'asc' },
    }),
    db().signInProvider.findMany(),
    db().user.findMany({
      where: { username: { in: [...new Set(names)] } },
      select: { id: true, username: true, source: true },
    }),
    // Removed ones too: they can be restored, and nobody else has their name until then.
    db().cluster.findMany({ select: { clusterId: true, name: true } }),
  ])
  return {
    sets,
    grants: grants.map(({ grantId, userId, providerGroup, permissionSet, scope, endsAt, user }) => ({
      ...{ grantId, permissionSet, scope, endsAt },
      subject: userId === null ? { providerGroup: providerGroup ?? '' } : { userId },
      name: user?.username ?? providerGroup ?? '',
    })),
    providers: await Promise.all(
      providers.map(async (row) => {
        const provider = parseProvider(row)
        return { ...provider, isFromFile: row.isFromFile, secrets: row.isFromFile ? await openSecrets(provider) : {} }
      }),
    ),
    users: users.map(({ id, username, source }) => ({ userId: id, name: username, source })),
    clusterIdByName: new Map(clusters.map(({ name, clusterId }) => [name, clusterId])),
  }
}

/** One that cannot be opened any more counts as another one, and is kept anew. */
async function openSecrets(provider: StoredProvider): Promise<Partial<Record<SecretName, string>>> {
  const opened: Partial<Record<SecretName, string>> = {}
  for (const name of ['clientSecret', 'bindPassword'] as const) {
    try {
      const secret = await openProviderSecret(provider, name)
      if (secret !== undefined) opened[name] = secret
    } catch (error) {
      log.warn({ error, providerId: provider.providerId }, 'a kept secret cannot be opened')
      opened[name] = ''
    }
  }
  return opened
}
