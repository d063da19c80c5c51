import type { Policy } from '#lib/roles/policy-schema.ts'

/** What decides about a role, in one line: `Allow Pub, Sub from 10.0.0.0/8`. The words are those of mqadmin. */
export function policyText({
  decision,
  actions,
  sourceIps,
}: Pick<Policy, 'decision' | 'actions' | 'sourceIps'>): string {
  return [decision, actions.join(', '), ...(sourceIps.length > 0 ? ['from', sourceIps.join(', ')] : [])].join(' ')
}

/** Its key on a broker: type and resource. Custom is what nearly all are. */
export const policyName = ({ policyType, resource }: Pick<Policy, 'policyType' | 'resource'>): string =>
  policyType === 'Custom' ? resource : `${resource} (${policyType})`
