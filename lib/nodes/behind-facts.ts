import { type Measured, ok, unknown } from '#lib/api/endpoint.ts'
import type { HealthFacts } from '#lib/clusters/health-facts.ts'
import { BehindState } from '#lib/clusters/schema.ts'
import { groupState } from '#lib/groups/group-state.ts'
import { worstLag } from '#lib/groups/worst-lag.ts'
import { queryMetrics } from '#lib/monitoring/query-metrics.ts'
import type { ClusterSample, GroupSample } from '#lib/monitoring/sample.ts'
import { sinceWhen } from '#lib/monitoring/since-when.ts'
import { isSystemGroup } from '#lib/rocketmq/codec/topic-name.ts'
import type { Context } from '#lib/users/context.ts'

const RANGE_MS = 6 * 3_600_000
const BEHIND_MS = 60_000

type BehindFacts = Pick<HealthFacts, 'worstLag' | 'groupsBehind' | 'worstBehind'>

/** Which groups of a cluster fall behind, by its newest sample, and since when the worst of them has. */
export async function behindFacts(
  ctx: Context,
  sample: ClusterSample | null,
  previous: HealthFacts,
  now: Date,
): Promise<BehindFacts> {
  if (!sample) return { worstLag: null, groupsBehind: unknown('NOT_SAMPLED'), worstBehind: null }
  const { groups, behind, groupsBehind } = standing(sample)
  const worst = worstLag(behind.map(({ group }) => group))
  const state = behind.find(({ group }) => group.groupName === worst?.groupName)?.state
  const facts = { worstLag: worstLag(groups), groupsBehind }
  if (!worst || !state) return { ...facts, worstBehind: null }
  const before = previous.worstBehind?.groupName === worst.groupName ? previous.worstBehind.since : null
  const since = before ?? (await behindSince(ctx, sample, worst, now))
  return { ...facts, worstBehind: { ...worst, state, since } }
}

function standing(sample: ClusterSample) {
  // Under `g@broadcast` brokers keep what the broadcasting clients of `g` last told them.
  const groups = [...sample.groups.values()].filter(
    ({ groupName: name }) => !isSystemGroup(name) && !name.includes('@'),
  )
  const states = groups.map((group) => ({ group, state: groupState(group) }))
  const behind = states.flatMap(({ group, state }) => {
    const parsed = BehindState.safeParse(state)
    return parsed.success ? [{ group, state: parsed.data }] : []
  })
  const unclear = states.filter(({ state }) => state === 'UNKNOWN').length
  const groupsBehind: Measured<number> =
    unclear === 0
      ? ok(behind.length, sample.at)
      : unclear === groups.length
        ? unknown('NOT_SAMPLED', sample.at)
        : { value: behind.length, state: 'estimate', at: sample.at, reason: 'PARTIAL' }
  return { groups, behind, groupsBehind }
}

/** By stored samples of the last hours; null where they do not reach back to its beginning. */
async function behindSince(
  ctx: Context,
  { clusterId }: ClusterSample,
  { groupName }: Pick<GroupSample, 'groupName'>,
  now: Date,
): Promise<Date | null> {
  const from = new Date(now.getTime() - RANGE_MS)
  const objects = [{ groupName }]
  const { series } = await queryMetrics(ctx, { clusterId, metric: 'lagTimeMs', scope: 'group', objects, from, to: now })
  const since = sinceWhen(series[0]?.points ?? [], (ageMs) => ageMs >= BEHIND_MS)
  return since && !since.isAtLeast ? since.at : null
}
