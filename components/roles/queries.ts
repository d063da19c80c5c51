import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  deleteRoleEndpoint,
  getAcl1AccountsEndpoint,
  getAcl1WhiteListEndpoint,
  getRoleAccessEndpoint,
  getRoleDifferencesEndpoint,
  getRoleEndpoint,
  getRoleMayEndpoint,
  getRolePoliciesEndpoint,
  getRoleSettingsEndpoint,
  listRolesEndpoint,
} from '#lib/roles/api.ts'

/** All of them begin with `all`: what is written to one role may change what the others are compared with. */
export const roleKeys = {
  all: (clusterId: string) => ['clusters', clusterId, 'roles'] as const,
  one: (clusterId: string, roleName: string) => ['clusters', clusterId, 'roles', 'one', roleName] as const,
}

type Query<E extends { query?: z.ZodType }> = Partial<z.output<NonNullable<E['query']>>>
export type RolesFilter = Query<typeof listRolesEndpoint>
export type AccessQuery = Query<typeof getRoleAccessEndpoint> & { on: 'topic' | 'group'; name: string }
export type MayQuery = Query<typeof getRoleMayEndpoint>

export const rolesQuery = (clusterId: string, query: RolesFilter) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'list', query],
    queryFn: ({ signal }) => call(listRolesEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const roleQuery = (clusterId: string, roleName: string) =>
  queryOptions({
    queryKey: roleKeys.one(clusterId, roleName),
    queryFn: ({ signal }) => call(getRoleEndpoint, { params: { clusterId, roleName } }, { signal }),
  })

export const rolePoliciesQuery = (clusterId: string, roleName: string) =>
  queryOptions({
    queryKey: [...roleKeys.one(clusterId, roleName), 'policies'],
    queryFn: ({ signal }) => call(getRolePoliciesEndpoint, { params: { clusterId, roleName } }, { signal }),
  })

export const roleMayQuery = (clusterId: string, roleName: string, query: MayQuery) =>
  queryOptions({
    queryKey: [...roleKeys.one(clusterId, roleName), 'access', query],
    queryFn: ({ signal }) => call(getRoleMayEndpoint, { params: { clusterId, roleName }, query }, { signal }),
  })

/** What a deletion takes, read anew each time the dialog is opened. */
export const roleImpactQuery = (clusterId: string, roleName: string) =>
  queryOptions({
    queryKey: [...roleKeys.one(clusterId, roleName), 'impact'],
    queryFn: ({ signal }) =>
      call(deleteRoleEndpoint, { params: { clusterId, roleName }, query: { dryRun: true } }, { signal }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

export const roleSettingsQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'settings'],
    queryFn: ({ signal }) => call(getRoleSettingsEndpoint, { params: { clusterId } }, { signal }),
  })

export const roleDifferencesQuery = (clusterId: string, all: boolean) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'differences', all],
    queryFn: ({ signal }) =>
      call(getRoleDifferencesEndpoint, { params: { clusterId }, query: all ? { all } : {} }, { signal }),
  })

export const roleAccessQuery = (clusterId: string, query: AccessQuery) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'access', query],
    queryFn: ({ signal }) => call(getRoleAccessEndpoint, { params: { clusterId }, query }, { signal }),
  })

export const acl1AccountsQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'acl1', 'accounts'],
    queryFn: ({ signal }) => call(getAcl1AccountsEndpoint, { params: { clusterId } }, { signal }),
  })

export const acl1WhiteListQuery = (clusterId: string) =>
  queryOptions({
    queryKey: [...roleKeys.all(clusterId), 'acl1', 'white-list'],
    queryFn: ({ signal }) => call(getAcl1WhiteListEndpoint, { params: { clusterId } }, { signal }),
  })
