import type { ProviderKind } from '#lib/sign-in/schema.ts'

/** How one field of a provider's configuration is entered; its name is that of the configuration. */
export interface ProviderField {
  name: FieldName
  input: 'text' | 'chips' | 'switch' | 'area'
  isRequired?: true
  isMono?: true
  /** Behind "more": its default suits nearly everybody. */
  isMore?: true
}

type FieldName =
  | 'issuer'
  | 'clientId'
  | 'scopes'
  | 'idClaim'
  | 'nameClaim'
  | 'displayNameClaim'
  | 'emailClaim'
  | 'groupsClaim'
  | 'allowedDomains'
  | 'signsOutAtProvider'
  | 'url'
  | 'ca'
  | 'bindDn'
  | 'base'
  | 'userFilter'
  | 'idAttribute'
  | 'nameAttribute'
  | 'displayNameAttribute'
  | 'emailAttribute'
  | 'groupBase'
  | 'groupFilter'
  | 'groupNameAttribute'
  | 'withNestedGroups'
  | 'nameHeader'
  | 'displayNameHeader'
  | 'emailHeader'
  | 'groupsHeader'
  | 'groupsSeparator'
  | 'proxyCidrs'

const more = (name: FieldName): ProviderField => ({ name, input: 'text', isMono: true, isMore: true })

export const providerFields: Readonly<Record<ProviderKind, readonly ProviderField[]>> = {
  OIDC: [
    { name: 'issuer', input: 'text', isRequired: true, isMono: true },
    { name: 'clientId', input: 'text', isRequired: true, isMono: true },
    { name: 'scopes', input: 'chips', isMono: true },
    { name: 'groupsClaim', input: 'text', isMono: true },
    { name: 'allowedDomains', input: 'chips', isMono: true },
    { name: 'signsOutAtProvider', input: 'switch' },
    more('idClaim'),
    more('nameClaim'),
    more('displayNameClaim'),
    more('emailClaim'),
  ],
  LDAP: [
    { name: 'url', input: 'text', isRequired: true, isMono: true },
    { name: 'ca', input: 'area', isMono: true },
    { name: 'bindDn', input: 'text', isMono: true },
    { name: 'base', input: 'text', isRequired: true, isMono: true },
    { name: 'userFilter', input: 'text', isMono: true },
    { name: 'groupBase', input: 'text', isMono: true },
    { name: 'groupFilter', input: 'text', isMono: true },
    { name: 'withNestedGroups', input: 'switch' },
    more('idAttribute'),
    more('nameAttribute'),
    more('displayNameAttribute'),
    more('emailAttribute'),
    more('groupNameAttribute'),
  ],
  HEADER: [
    { name: 'proxyCidrs', input: 'chips', isRequired: true, isMono: true },
    { name: 'nameHeader', input: 'text', isRequired: true, isMono: true },
    { name: 'groupsHeader', input: 'text', isMono: true },
    { name: 'displayNameHeader', input: 'text', isMono: true },
    { name: 'emailHeader', input: 'text', isMono: true },
    { name: 'groupsSeparator', input: 'text', isMono: true, isMore: true },
  ],
}

/** Values where the form starts: every field, for what is sent is what is shown. */
export const initialConfig: Readonly<Record<ProviderKind, Readonly<Record<string, unknown>>>> = {
  OIDC: {
    issuer: '',
    clientId: '',
    scopes: ['openid', 'profile', 'email'],
    idClaim: 'sub',
    nameClaim: 'preferred_username',
    displayNameClaim: 'name',
    emailClaim: 'email',
    groupsClaim: 'groups',
    allowedDomains: [],
    signsOutAtProvider: false,
  },
  LDAP: {
    url: 'ldaps://',
    ca: '',
    bindDn: '',
    base: '',
    userFilter: '(&(objectClass=person)(uid={name}))',
    idAttribute: 'entryUUID',
    nameAttribute: 'uid',
    displayNameAttribute: 'cn',
    emailAttribute: 'mail',
    groupBase: '',
    groupFilter: '(&(objectClass=groupOfNames)(member={dn}))',
    groupNameAttribute: 'cn',
    withNestedGroups: true,
  },
  HEADER: {
    nameHeader: 'x-remote-user',
    displayNameHeader: '',
    emailHeader: '',
    groupsHeader: '',
    groupsSeparator: ',',
    proxyCidrs: [],
  },
}

/** The first thing that lacks before it makes sense to send. */
export const lacksField = (kind: ProviderKind, config: Readonly<Record<string, unknown>>): boolean =>
  providerFields[kind].some(({ name, isRequired }) => {
    const value = config[name]
    return isRequired === true && (Array.isArray(value) ? value.length === 0 : !value)
  })
