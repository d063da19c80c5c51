import type { Context } from '#lib/users/context.ts'
import { hasPermission } from '#lib/users/require-permission.ts'

/** A bound rule is judged by what its person sees: to a token that may do less it is one of somebody else. */
export const isBoundTo = ({ actor }: Context, boundTo: string | null): boolean =>
  boundTo !== null && boundTo === actor.userId && !actor.isNarrowed

/**
 * Does the actor see an alarm rule that is for this cluster? Who sees a part of it sees their own: those of others name what is not
 * theirs, and count it.
 */
export const seesRule = (ctx: Context, boundTo: string | null, clusterId: string): boolean =>
  isBoundTo(ctx, boundTo) || hasPermission(ctx, 'alarm:read', clusterId)
