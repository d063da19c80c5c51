import { db } from '#lib/db/db.ts'
import type { Prisma, MaskingRule as RuleRow } from '#lib/db/generated/client.ts'
import { MaskingRule, type NewMaskingRule } from './schema.ts'

const Content = MaskingRule.omit({ ruleId: true, name: true, position: true, isEnabled: true, updatedAt: true }).omit({
  updatedBy: true,
  revision: true,
})

/** What is stored was checked when it was written; a row that a later version wrote in another way fails here, and says so. */
function toRule(row: RuleRow, index: number): MaskingRule {
  const { ruleId, name, isEnabled, updatedAt, updatedBy } = row
  // Places as people count them: the rows keep gaps.
  const shared = { ruleId, name, isEnabled, position: index + 1, updatedAt, updatedBy, revision: String(row.revision) }
  return { ...Content.parse(row.content), ...shared }
}

/** All rules in the order in which they are asked. There are few. */
export async function readRules(tx: Prisma.TransactionClient = db()): Promise<MaskingRule[]> {
  const rows = await tx.maskingRule.findMany({ orderBy: [{ position: 'asc' }, { ruleId: 'asc' }] })
  return rows.map(toRule)
}

export async function findRule(ruleId: string): Promise<MaskingRule | undefined> {
  return (await readRules()).find((rule) => rule.ruleId === ruleId)
}

/** Columns of what people write. */
export function columnsOf({ name, isEnabled, ...content }: NewMaskingRule) {
  return { name, isEnabled, content: Content.parse(content) as Prisma.InputJsonObject } // plain data by its schema
}

/** Two people who move rules at once would leave two of them at one place. */
export const lockRules = (tx: Prisma.TransactionClient) =>
  tx.$executeRaw`lock table masking_rules in share row exclusive mode`
