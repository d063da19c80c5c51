import { audited } from '#lib/audit/audited.ts'
import { AdminClient, type AdminClientOptions } from '#lib/rocketmq/admin/admin-client.ts'
import type { Context } from '#lib/users/context.ts'
import { requirePermission } from '#lib/users/require-permission.ts'
import { findRegistration } from './find-registration.ts'
import { adminClientOptions } from './get-cluster.ts'
import { runTestSteps } from './run-test-steps.ts'
import { type ClusterInput, type ClusterPatch, clusterDefaults, type TestResult } from './schema.ts'
import { toCluster } from './to-cluster.ts'

/**
 * Tests a cluster before it is registered: who may not register one opens no socket from here.
 *
 * @returns one step per node and question; ends within 10 s
 */
export async function testNewCluster(ctx: Context, input: ClusterInput): Promise<TestResult> {
  requirePermission(ctx, 'cluster:register')
  const entry = {
    action: 'cluster.test',
    target: { kind: 'cluster', name: input.name },
    detail: { nameServers: input.nameServers },
  }
  return audited(ctx, entry, () => runTest(ctx, optionsOf(input), input))
}

/** Tests a registered cluster, with the change that `patch` would make. @returns as {@link testNewCluster} */
export async function testCluster(
  ctx: Context,
  { clusterId, patch = {} }: { clusterId: string; patch?: ClusterPatch | undefined },
): Promise<TestResult> {
  requirePermission(ctx, 'cluster:update', clusterId)
  const row = await findRegistration(clusterId)
  const nameServers = patch.nameServers ?? row.nameServers
  const entry = {
    action: 'cluster.test',
    clusterId,
    target: { kind: 'cluster', name: row.name },
    detail: { nameServers },
  }
  return audited(ctx, entry, async () => {
    const stored = toCluster(row)
    const options = patched(await adminClientOptions(row), patch)
    return runTest(ctx, options, {
      nameServers,
      clusterNames: patch.clusterNames === undefined ? stored.clusterNames : patch.clusterNames,
      proxies: patch.proxies ?? stored.proxies,
      controllers: patch.controllers ?? stored.controllers,
      metricsSource: patch.metricsSource ?? stored.metricsSource,
      traceTopics: patch.traceTopics ?? stored.traceTopics,
    })
  })
}

type Tested = Pick<
  ClusterInput,
  'nameServers' | 'clusterNames' | 'proxies' | 'controllers' | 'metricsSource' | 'traceTopics'
>

async function runTest(ctx: Context, options: AdminClientOptions, input: Tested): Promise<TestResult> {
  const admin = new AdminClient(options)
  const { credentials: _, ...withoutCredentials } = options
  const anonymous = options.credentials ? new AdminClient(withoutCredentials) : null
  try {
    return await runTestSteps({
      admin,
      anonymous,
      signal: ctx.signal,
      nameServers: input.nameServers,
      clusterNames: input.clusterNames ?? null,
      proxies: input.proxies ?? [],
      controllers: input.controllers ?? [],
      metricsSource: input.metricsSource ?? clusterDefaults.metricsSource,
      traceTopics: input.traceTopics ?? clusterDefaults.traceTopics,
    })
  } finally {
    admin.close()
    anonymous?.close()
  }
}

function optionsOf(input: ClusterInput): AdminClientOptions {
  return patched({ nameServers: input.nameServers }, input)
}

/** How to reach a cluster after a change that was not saved: absent keeps what the row says. */
function patched(options: AdminClientOptions, patch: ClusterPatch): AdminClientOptions {
  const { credentials, tls, ...kept } = options
  const secretKey = patch.credentials?.secretKey ?? credentials?.secretKey
  const newCredentials = patch.credentials
    ? secretKey && { accessKey: patch.credentials.accessKey, secretKey }
    : patch.credentials === undefined && credentials
  const newTls = patchedTls(tls, patch.tls)
  return {
    ...kept,
    nameServers: patch.nameServers ?? kept.nameServers,
    ...(patch.addressMap && { addressMap: patch.addressMap }),
    ...(patch.useVipChannel !== undefined && { useVipChannel: patch.useVipChannel }),
    ...(newCredentials && { credentials: newCredentials }),
    ...(newTls && { tls: newTls }),
  }
}

function patchedTls(stored: AdminClientOptions['tls'], patch: ClusterPatch['tls']): AdminClientOptions['tls'] {
  if (!patch) return stored
  if (patch.isEnabled === false || (patch.isEnabled === undefined && !stored)) return undefined
  const value = (changed: string | null | undefined, old: string | undefined) => (changed === undefined ? old : changed)
  const serverName = value(patch.serverName, stored?.serverName)
  const ca = value(patch.ca, stored?.ca)
  const certificate = value(patch.clientCertificate, stored?.certificate)
  const key = value(patch.clientKey, stored?.key)
  return {
    verify: patch.verify ?? stored?.verify ?? true,
    ...(serverName && { serverName }),
    ...(ca && { ca }),
    ...(certificate && { certificate }),
    ...(key && { key }),
  }
}
