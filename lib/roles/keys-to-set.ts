import { type AccessSwitches, type BrokerSwitches, checksAccess } from './read-switches.ts'
import type { RoleSettings } from './settings-schema.ts'

const authentication = 'org.apache.rocketmq.auth.authentication.provider'
const authorization = 'org.apache.rocketmq.auth.authorization.provider'

/** What ACL 2.0 needs, in the order of a configuration file, and how to see that it is there. */
const keys: readonly [key: string, value: string, isSet: (switches: AccessSwitches) => boolean][] = [
  ['authenticationEnabled', 'true', ({ authenticationEnabled }) => authenticationEnabled === true],
  ['authenticationProvider', `${authentication}.DefaultAuthenticationProvider`, checksAccess],
  [
    'authenticationMetadataProvider',
    `${authentication}.LocalAuthenticationMetadataProvider`,
    ({ authenticationMetadataProvider }) => authenticationMetadataProvider !== null,
  ],
  ['initAuthenticationUser', '{"username":"<NAME>","password":"<SECRET>"}', ({ hasInitialUser }) => hasInitialUser],
  [
    'innerClientAuthenticationCredentials',
    '{"accessKey":"<NAME>","secretKey":"<SECRET>"}',
    ({ innerAccessKey }) => innerAccessKey !== null,
  ],
  ['authorizationEnabled', 'true', ({ authorizationEnabled }) => authorizationEnabled === true],
  ['authorizationProvider', `${authorization}.DefaultAuthorizationProvider`, checksAccess],
  [
    'authorizationMetadataProvider',
    `${authorization}.LocalAuthorizationMetadataProvider`,
    ({ authorizationMetadataProvider }) => authorizationMetadataProvider !== null,
  ],
]

/** Which settings switch access control on, and on which brokers they are missing. A version without ACL 2.0 has no such keys. */
export function keysToSet(brokers: readonly BrokerSwitches[]): RoleSettings['keysToSet'] {
  const off = brokers.flatMap(({ server, switches }) =>
    switches && switches.authenticationEnabled !== null && !checksAccess(switches) ? [{ server, switches }] : [],
  )
  return keys.flatMap(([key, value, isSet]) => {
    const missing = off.filter(({ switches }) => !isSet(switches)).map(({ server }) => server.address)
    return missing.length > 0 ? [{ key, value, brokers: missing }] : []
  })
}
