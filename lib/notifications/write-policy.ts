import type { Prisma } from '#lib/db/generated/client.ts'
import { AppError, type FieldError } from '#lib/errors.ts'
import type { NoticePolicyPatch } from './policy-schema.ts'

/** Two people who move policies at once would leave two of them at one place. */
export const lockPolicies = (tx: Prisma.TransactionClient) =>
  tx.$executeRaw`lock table notice_policies in share row exclusive mode`

/** @throws AppError INVALID_INPUT for a channel that is not there, or a label that no group can be made of */
export async function setChannels(
  tx: Prisma.TransactionClient,
  policyId: string,
  channelIds: readonly string[],
): Promise<void> {
  const wanted = [...new Set(channelIds)]
  const found = await tx.noticeChannel.findMany({ where: { channelId: { in: wanted } }, select: { channelId: true } })
  if (found.length < wanted.length) {
    const known = new Set(found.map(({ channelId }) => channelId))
    const detail = `There is no channel ${wanted.filter((channelId) => !known.has(channelId)).join(', ')}.`
    throw new AppError('INVALID_INPUT', detail, { fields: [{ path: 'body.channelIds', rule: 'unknown', detail }] })
  }
  await tx.noticePolicyChannel.deleteMany({ where: { policyId } })
  await tx.noticePolicyChannel.createMany({ data: wanted.map((channelId) => ({ policyId, channelId })) })
}

/** What the default policy keeps: whatever no other policy matches must meet one. @throws AppError INVALID_INPUT */
export function requireDefaultStays(patch: NoticePolicyPatch): void {
  const fields: FieldError[] = []
  const refuse = (path: string, detail: string) => fields.push({ path: `body.${path}`, rule: 'default', detail })
  if (patch.isEnabled === false)
    refuse('isEnabled', 'The default policy stays enabled; take its channels away instead.')
  if (patch.matchers !== undefined && !isEmpty(patch.matchers)) {
    refuse('matchers', 'The default policy matches every alarm.')
  }
  if (patch.position !== undefined) refuse('position', 'The default policy is the last.')
  if (fields.length > 0) throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
}

function isEmpty(matchers: NonNullable<NoticePolicyPatch['matchers']>): boolean {
  const { clusterIds, environments, minSeverity, labels, owners, levels } = matchers
  const lists = [clusterIds, environments, owners, levels, Object.keys(labels)]
  return minSeverity === 'INFO' && lists.every((list) => list.length === 0)
}
