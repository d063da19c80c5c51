import * as about from '#lib/about/api.ts'
import * as accessFile from '#lib/access-file/api.ts'
import * as alarms from '#lib/alarms/api.ts'
import * as api from '#lib/api/api.ts'
import type { Endpoint } from '#lib/api/endpoint.ts'
import * as audit from '#lib/audit/api.ts'
import * as auditChain from '#lib/audit-chain/api.ts'
import * as clients from '#lib/clients/api.ts'
import * as clusters from '#lib/clusters/api.ts'
import * as connect from '#lib/connect/api.ts'
import * as deadLetters from '#lib/dead-letters/api.ts'
import * as diagnoses from '#lib/diagnoses/api.ts'
import * as events from '#lib/events/api.ts'
import * as favourites from '#lib/favourites/api.ts'
import * as groups from '#lib/groups/api.ts'
import * as jobs from '#lib/jobs/api.ts'
import * as masking from '#lib/masking/api.ts'
import * as messages from '#lib/messages/api.ts'
import * as monitoring from '#lib/monitoring/api.ts'
import * as namespaces from '#lib/namespaces/api.ts'
import * as nodes from '#lib/nodes/api.ts'
import * as notifications from '#lib/notifications/api.ts'
import * as offsets from '#lib/offsets/api.ts'
import * as overview from '#lib/overview/api.ts'
import * as roles from '#lib/roles/api.ts'
import * as savedViews from '#lib/saved-views/api.ts'
import * as search from '#lib/search/api.ts'
import * as signIn from '#lib/sign-in/api.ts'
import * as timers from '#lib/timers/api.ts'
import * as topics from '#lib/topics/api.ts'
import * as topology from '#lib/topology/api.ts'
import * as traces from '#lib/traces/api.ts'
import * as transactions from '#lib/transactions/api.ts'
import * as accounts from '#lib/users/account-api.ts'
import * as grants from '#lib/users/grant-api.ts'
import * as permissionSets from '#lib/users/permission-set-api.ts'
import * as sessions from '#lib/users/session-api.ts'
import * as tokens from '#lib/users/token-api.ts'
import * as users from '#lib/users/user-api.ts'

/**
 * Every feature's `api.ts`, or its several such as `token-api.ts`. What one of them exports is in the OpenAPI document and in the
 * generated tests.
 */
const features = [
  sessions,
  accounts,
  favourites,
  users,
  grants,
  permissionSets,
  tokens,
  signIn,
  accessFile,
  savedViews,
  audit,
  masking,
  auditChain,
  clusters,
  monitoring,
  notifications,
  nodes,
  namespaces,
  topics,
  groups,
  offsets,
  diagnoses,
  roles,
  connect,
  clients,
  jobs,
  messages,
  timers,
  traces,
  transactions,
  deadLetters,
  alarms,
  events,
  overview,
  search,
  topology,
  about,
  api,
]

/** All endpoints of the console, in the order of the features. */
export const endpoints: readonly Endpoint[] = features.flatMap((feature) => Object.values(feature)).filter(isEndpoint)

function isEndpoint(value: unknown): value is Endpoint {
  return typeof value === 'object' && value !== null && 'method' in value && 'path' in value && 'permission' in value
}
