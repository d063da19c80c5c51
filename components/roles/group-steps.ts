import type { DiffRow } from '#components/ui/diff-table.tsx'
import type { RolePreview, RoleStep } from '#lib/roles/write-schema.ts'
import { policyName, policyText } from './policy-text.ts'

type Item = RolePreview['items'][number]

export interface StepGroup {
  roleName: string
  state: Item['state']
  brokers: Item[]
  steps: RoleStep[]
  details: string[]
}

/** Brokers to which the same would be done, together: most often all of them. */
export function groupSteps(items: readonly Item[]): StepGroup[] {
  const groups = new Map<string, StepGroup>()
  for (const item of items) {
    const key = JSON.stringify([item.roleName, item.state, item.steps])
    const group = groups.get(key)
    if (group) {
      group.brokers.push(item)
      if (item.detail) group.details.push(item.detail)
    } else {
      const { roleName, state, steps, detail } = item
      groups.set(key, { roleName, state, steps, brokers: [item], details: detail ? [detail] : [] })
    }
  }
  return [...groups.values()]
}

interface Words {
  field: (field: RoleStep['fields'][number]['field']) => string
  user: string
  there: string
  allPolicies: string
}

/** One request after the other as fields before and after. */
export const stepRows = (steps: readonly RoleStep[], words: Words): DiffRow[] =>
  steps.flatMap((step) => rowsOf(step, words))

function rowsOf({ step, fields, before, after }: RoleStep, words: Words): DiffRow[] {
  switch (step) {
    case 'CREATE_USER':
      return [
        { field: words.user, before: null, after: words.there },
        ...fields.map((each) => ({ field: words.field(each.field), before: null, after: each.after })),
      ]
    case 'UPDATE_USER':
      return fields.map((each) => ({ field: words.field(each.field), before: each.before, after: each.after }))
    case 'DELETE_USER':
      return [{ field: words.user, before: words.there, after: null }]
    case 'DELETE_POLICIES':
      return [{ field: words.allPolicies, before: words.there, after: null }]
    case 'PUT_POLICY':
    case 'DELETE_POLICY': {
      const entry = after ?? before
      const text = { before: before && policyText(before), after: after && policyText(after) }
      return [{ field: entry ? policyName(entry) : '', ...text }]
    }
  }
}
