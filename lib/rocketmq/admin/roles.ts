import type { AclInfo, PolicyEntryInfo } from '../requests/acl-info.ts'
import { authCreateAcl } from '../requests/auth-create-acl.ts'
import { authCreateUser } from '../requests/auth-create-user.ts'
import { authDeleteAcl } from '../requests/auth-delete-acl.ts'
import { authDeleteUser } from '../requests/auth-delete-user.ts'
import { authGetAcl } from '../requests/auth-get-acl.ts'
import { authGetUser } from '../requests/auth-get-user.ts'
import { authListAcl } from '../requests/auth-list-acl.ts'
import { authListUser } from '../requests/auth-list-user.ts'
import { authUpdateAcl } from '../requests/auth-update-acl.ts'
import { authUpdateUser } from '../requests/auth-update-user.ts'
import { type AclConfigBody, getBrokerClusterAclConfig } from '../requests/get-broker-cluster-acl-config.ts'
import type { UserInfo, UserInfoChange } from '../requests/user-info.ts'
import type { CallOptions, Server, WriteOutcome } from './server.ts'
import type { Transport } from './transport.ts'

export type { AclConfigBody, PlainAccessConfig } from '../requests/get-broker-cluster-acl-config.ts'
export type { UserInfo, UserInfoChange } from '../requests/user-info.ts'

/** One policy entry; policy type and resource are its key. */
export interface PolicyEntry {
  policyType: string
  resource: string
  actions: string[]
  /** Empty: from anywhere. */
  sourceIps: string[]
  decision: string
}

/** The policies of one user. */
export interface UserPolicies {
  username: string
  entries: PolicyEntry[]
}

const userPrefix = 'User:'
const subjectOf = (username: string) => `${userPrefix}${username}`

/**
 * Users and policies of ACL 2.0, and accounts of ACL 1.0, broker by broker: every broker keeps its own, slaves too, and nothing
 * copies them.
 */
export class Roles {
  private readonly transport: Transport

  constructor(transport: Transport) {
    this.transport = transport
  }

  /** All users, **passwords in clear**. @throws RocketmqError (BrokerError 1 without a provider), or the signal's reason */
  async listUsers(server: Server, options: CallOptions = {}): Promise<UserInfo[]> {
    return (await this.transport.toBroker(server, authListUser, {}, options)).value
  }

  /** One user, **password in clear**; null when there is none. @throws RocketmqError, or the signal's reason */
  async getUser(server: Server, username: string, options: CallOptions = {}): Promise<UserInfo | null> {
    return (await this.transport.toBroker(server, authGetUser, { username }, options)).value
  }

  /** Policies of all users. @throws RocketmqError (BrokerError 1 without a provider), or the signal's reason */
  async listPolicies(server: Server, options: CallOptions = {}): Promise<UserPolicies[]> {
    const { value } = await this.transport.toBroker(server, authListAcl, undefined, options)
    return value.filter(({ subject }) => subject.startsWith(userPrefix)).map(toUserPolicies)
  }

  /** Policies of one user; empty when there are none. @throws RocketmqError, or the signal's reason */
  async getPolicies(server: Server, username: string, options: CallOptions = {}): Promise<PolicyEntry[]> {
    const { value } = await this.transport.toBroker(server, authGetAcl, { subject: subjectOf(username) }, options)
    return value ? toUserPolicies(value).entries : []
  }

  /** @throws the signal's reason when it was aborted before the request left */
  createUser(server: Server, user: UserInfo, options: CallOptions = {}): Promise<WriteOutcome<void>> {
    return this.transport.writeOnce(server, authCreateUser, user, options)
  }

  /** What is absent stays. @throws the signal's reason when it was aborted before the request left */
  updateUser(server: Server, change: UserInfoChange, options: CallOptions = {}): Promise<WriteOutcome<void>> {
    return this.transport.writeOnce(server, authUpdateUser, change, options)
  }

  /** With all its policies. @throws the signal's reason when it was aborted before the request left */
  deleteUser(server: Server, username: string, options: CallOptions = {}): Promise<WriteOutcome<void>> {
    return this.transport.writeOnce(server, authDeleteUser, { username }, options)
  }

  /**
   * Merges entries into the policies of a user, which must exist.
   *
   * @param hasSome it has policies already
   * @throws the signal's reason when it was aborted before the request left
   */
  putPolicies(
    server: Server,
    { username, entries, hasSome }: UserPolicies & { hasSome: boolean },
    options: CallOptions = {},
  ): Promise<WriteOutcome<void>> {
    const policyTypes = [...new Set(entries.map(({ policyType }) => policyType))]
    const acl: AclInfo = {
      subject: subjectOf(username),
      policies: policyTypes.map((policyType) => ({
        policyType,
        entries: entries.filter((entry) => entry.policyType === policyType).map(toEntryInfo),
      })),
    }
    return this.transport.writeOnce(server, hasSome ? authUpdateAcl : authCreateAcl, acl, options)
  }

  /** Removes one entry. @throws the signal's reason when it was aborted before the request left */
  deletePolicy(
    server: Server,
    { username, policyType, resource }: { username: string; policyType: string; resource: string },
    options: CallOptions = {},
  ): Promise<WriteOutcome<void>> {
    return this.transport.writeOnce(
      server,
      authDeleteAcl,
      { subject: subjectOf(username), policyType, resource },
      options,
    )
  }

  /**
   * Accounts and white list of ACL 1.0, without secrets. Only for a broker whose `aclEnable` is true: another one never answers.
   *
   * @throws RocketmqError (BrokerError 3 where the version does not tell), or the signal's reason
   */
  async getAcl1Config(server: Server, options: CallOptions = {}): Promise<AclConfigBody> {
    return (await this.transport.toBroker(server, getBrokerClusterAclConfig, undefined, options)).value
  }
}

const toUserPolicies = ({ subject, policies }: AclInfo): UserPolicies => ({
  username: subject.slice(userPrefix.length),
  entries: policies.flatMap(({ policyType, entries }) =>
    entries.map(({ resource, actions, sourceIps = [], decision }) => ({
      policyType,
      resource,
      actions,
      sourceIps,
      decision,
    })),
  ),
})

const toEntryInfo = ({ resource, actions, sourceIps, decision }: PolicyEntry): PolicyEntryInfo => ({
  resource,
  actions,
  ...(sourceIps.length > 0 && { sourceIps }),
  decision,
})
