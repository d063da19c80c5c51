import type { BrokerRoles } from './read-roles.ts'
import { type BrokerSwitches, checksAccess } from './read-switches.ts'
import type { RolesState } from './schema.ts'

/** What the page of roles can say of a cluster at all. */
export function rolesState(brokers: readonly BrokerRoles[], switches: readonly BrokerSwitches[]): RolesState {
  const heard = brokers.filter(({ users }) => users !== 'NO_ANSWER')
  const known = switches.flatMap(({ switches: each }) => (each ? [each] : []))
  if (heard.length === 0) return 'UNKNOWN'
  if (heard.every(({ users }) => users === 'NOT_SUPPORTED')) {
    return known.some(({ aclEnable }) => aclEnable) ? 'ACL1' : 'NOT_SUPPORTED'
  }
  const isRead = heard.some(({ users }) => users === 'READ')
  if (!isRead && heard.some(({ users }) => users === 'DENIED')) return 'DENIED'
  if (known.length === 0) return 'UNKNOWN'
  const checking = known.filter(checksAccess)
  if (checking.length === 0) return 'OFF'
  if (!isRead) return 'NO_STORE'
  return checking.length === known.length ? 'ON' : 'SOME'
}

/** Brokers that check nothing. Who did not tell its settings is not among them. */
export const offOn = (switches: readonly BrokerSwitches[]) =>
  switches.flatMap(({ server, switches: each }) => (each && !checksAccess(each) ? [server] : []))

export const innerAccessKeys = (switches: readonly BrokerSwitches[]): string[] => [
  ...new Set(switches.flatMap(({ switches: each }) => (each?.innerAccessKey ? [each.innerAccessKey] : []))),
]
