import { findRegistration } from '#lib/clusters/find-registration.ts'
import { getCluster, type LiveCluster } from '#lib/clusters/get-cluster.ts'
import { AppError } from '#lib/errors.ts'
import { getGroupFit } from '#lib/topics/group-fit.ts'
import { topicRows } from '#lib/topics/topic-rows.ts'
import type { Context } from '#lib/users/context.ts'
import { hasPermission, requirePermissionIn } from '#lib/users/require-permission.ts'
import { onGroup, onTopic } from '#lib/users/scope-match.ts'
import type { Snippet, SnippetQuery } from './schema.ts'
import { type SnippetFacts, snippetNotes } from './snippet-notes.ts'
import { templates } from './snippets/templates.ts'

export type GetSnippetInput = SnippetQuery & { clusterId: string }

/**
 * A whole program for one client, with the addresses of this cluster, and what does not fit. It holds no secret: access key and
 * secret key are read from the environment where it runs.
 */
export async function getSnippet(ctx: Context, input: GetSnippetInput): Promise<Snippet> {
  const { clusterId, language, what, namespace } = input
  requirePermissionIn(ctx, 'connect:read', clusterId)
  const [cluster, registration] = await Promise.all([getCluster(ctx, clusterId), findRegistration(clusterId)])
  const topicName = fullName(input.topic ?? 'my_topic', namespace)
  const groupName = fullName(input.group ?? 'my_group', namespace)
  const tls = input.tls ?? registration.tlsEnabled
  const template = templates[language]
  const written = template.write({
    what,
    topicName,
    groupName,
    proxies: cluster.proxies.map(({ grpc }) => grpc).join(';') || 'PROXY_HOST:8081',
    nameServers: cluster.nameServers.join(';'),
    tls,
    withCredentials: input.credentials ?? registration.accessKey !== null,
  })
  const { protocol, isTested } = template
  const [topic, group] = await Promise.all([
    factsOfTopic(ctx, cluster, topicName),
    factsOfGroup(ctx, cluster, groupName),
  ])
  const fileName = template.fileName(what)
  return {
    language,
    what,
    topicName,
    groupName,
    code: 'code' in written ? written.code : null,
    absence: 'absence' in written ? written.absence : null,
    fileName,
    dependency: template.dependency,
    run: template.run(fileName),
    notes: snippetNotes({
      ...{ what, protocol, topicName, groupName, topic, group, tls, isTested },
      isTopicGiven: input.topic !== undefined,
      isGroupGiven: input.group !== undefined,
      hasProxy: cluster.proxies.length > 0,
      hasCa: registration.tlsCa !== null,
    }),
  }
}

const fullName = (name: string, namespace: string | undefined) =>
  namespace === undefined || name.includes('%') ? name : `${namespace}%${name}`

async function factsOfTopic(ctx: Context, cluster: LiveCluster, topicName: string): Promise<SnippetFacts['topic']> {
  if (!hasPermission(ctx, 'topic:read', cluster.clusterId, onTopic(topicName))) return 'unknown'
  try {
    const inventory = await cluster.getInventory({ signal: ctx.signal })
    return topicRows(inventory).get(topicName) ?? (inventory.partial.length > 0 ? 'unknown' : null)
  } catch (error) {
    // The program is the same whether brokers answer or not.
    if (error instanceof AppError) return 'unknown'
    throw error
  }
}

async function factsOfGroup(ctx: Context, cluster: LiveCluster, groupName: string): Promise<SnippetFacts['group']> {
  if (!hasPermission(ctx, 'group:read', cluster.clusterId, onGroup(groupName))) return 'unknown'
  const fit = await getGroupFit(cluster, ctx.signal)
  const configs = fit.configsOf(groupName)
  return configs.length === 0 && !fit.isComplete ? 'unknown' : configs
}
