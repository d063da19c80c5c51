import type { FanOut } from '#lib/api/endpoint.ts'
import { toTargetError } from '#lib/clusters/rocketmq-problem.ts'
import { AppError } from '#lib/errors.ts'
import type { AdminClient } from '#lib/rocketmq/admin/admin-client.ts'
import type { UserInfoChange } from '#lib/rocketmq/admin/roles.ts'
import type { WriteOutcome } from '#lib/rocketmq/admin/server.ts'
import type { RocketmqError } from '#lib/rocketmq/errors.ts'
import { type BrokerPlan, isEmpty, type UserFields } from './plan-role.ts'

export interface Applied {
  plan: BrokerPlan
  state: 'done' | 'failed' | 'unknown'
  error: RocketmqError | null
  /** The new user is there and disabled, for its policies were not written. */
  isLeftDisabled: boolean
}

/**
 * Writes to all brokers side by side; to each first the user, then its policies. A new user with policies is made disabled and enabled
 * last, so that one whose policies are not there never works by halves.
 */
export async function applyPlans(
  admin: AdminClient,
  plans: readonly BrokerPlan[],
  signal: AbortSignal,
): Promise<Applied[]> {
  signal.throwIfAborted()
  return Promise.all(plans.filter(({ blocked }) => !blocked).map((plan) => applyPlan(admin, plan, signal)))
}

async function applyPlan({ roles }: AdminClient, plan: BrokerPlan, signal: AbortSignal): Promise<Applied> {
  const { roleName: username, server, held, create, update, put, remove, deleteUser } = plan
  if (isEmpty(plan)) return { plan, state: 'done', error: null, isLeftDisabled: false }
  const options = { signal }
  const enableLast = create?.status === 'enabled' && put.length > 0
  const steps: (() => Promise<WriteOutcome<void>>)[] = [
    ...(create
      ? [
          () => {
            const status = enableLast ? 'disabled' : create.status
            return roles.createUser(server, { username, ...wireFields({ ...create, status }) }, options)
          },
        ]
      : []),
    ...(update ? [() => roles.updateUser(server, { username, ...wireFields(update) }, options)] : []),
    ...(put.length > 0
      ? [
          () =>
            roles.putPolicies(server, { username, entries: put, hasSome: (held?.entries ?? []).length > 0 }, options),
        ]
      : []),
    ...remove.map(
      ({ policyType, resource }) =>
        () =>
          roles.deletePolicy(server, { username, policyType, resource }, options),
    ),
    ...(enableLast ? [() => roles.updateUser(server, { username, userStatus: 'enable' }, options)] : []),
    ...(deleteUser ? [() => roles.deleteUser(server, username, options)] : []),
  ]
  for (const [index, step] of steps.entries()) {
    const outcome = await step()
    if (outcome.state !== 'done') {
      return { plan, ...outcome, isLeftDisabled: create !== undefined && index > 0 }
    }
  }
  return { plan, state: 'done', error: null, isLeftDisabled: false }
}

type Wire<T> = T extends UserFields ? Omit<Required<UserInfoChange>, 'username'> : Partial<UserInfoChange>

function wireFields<T extends Partial<UserFields>>({ kind, status, secretKey }: T): Wire<T> {
  return {
    ...(kind && { userType: kind }),
    ...(status && { userStatus: status === 'enabled' ? 'enable' : 'disable' }),
    ...(secretKey && { password: secretKey }),
  } as Wire<T> // a member is there exactly when its source is
}

type Lists = Pick<FanOut<never>, 'done' | 'failed' | 'unknown'>

/** The three lists, brokers that were not written to among the failed ones. */
export function listsOf(
  plans: readonly BrokerPlan[],
  applied: readonly Applied[],
  targetOf: (plan: BrokerPlan) => string = ({ server }) => server.address,
): Lists {
  const notDone = (wanted: 'failed' | 'unknown') =>
    applied.flatMap(({ plan, state, error }) =>
      state === wanted && error ? [{ target: targetOf(plan), error: toTargetError(error, plan.server) }] : [],
    )
  return {
    done: applied.filter(({ state }) => state === 'done').map(({ plan }) => ({ target: targetOf(plan) })),
    failed: [
      ...notDone('failed'),
      ...plans.flatMap((plan) => {
        const { blocked } = plan
        return blocked ? [{ target: targetOf(plan), error: { code: blocked.code, detail: blocked.detail } }] : []
      }),
    ],
    unknown: notDone('unknown'),
  }
}

/** @throws AppError with the three lists when not a single broker has done it */
export function requireSomeDone(lists: Lists): void {
  if (lists.done.length > 0) return
  const [silent] = lists.unknown
  const [refused] = lists.failed
  const extra = { ...lists }
  if (silent) {
    const detail = `${silent.error.detail} It may have taken effect: look before you try again.`
    throw new AppError('CLUSTER_TIMEOUT', detail, { extra })
  }
  if (!refused) return
  const { code, detail, broker } = refused.error
  const known = code === 'NOT_SUPPORTED' || code === 'CONFLICT' || code === 'CLUSTER_REJECTED'
  throw new AppError(known ? code : 'CLUSTER_UNREACHABLE', `${detail} Nothing was changed.`, {
    ...(broker && { broker }),
    extra,
  })
}
