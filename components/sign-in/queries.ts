import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import { call } from '#lib/api/call.ts'
import {
  getProviderEndpoint,
  getProviderTestEndpoint,
  getSignInOptionsEndpoint,
  getSignInSettingsEndpoint,
  listProvidersEndpoint,
} from '#lib/sign-in/api.ts'

/** Providers, their trials, and the rules of every sign-in. */
export const signInKeys = { all: ['sign-in'] as const }

type ProvidersFilter = Partial<z.output<NonNullable<typeof listProvidersEndpoint.query>>>
export const providersQuery = (query: ProvidersFilter) =>
  queryOptions({
    queryKey: [...signInKeys.all, 'providers', query],
    queryFn: ({ signal }) => call(listProvidersEndpoint, { query }, { signal }),
  })

export const providerQuery = (providerId: string) =>
  queryOptions({
    queryKey: [...signInKeys.all, 'provider', providerId],
    queryFn: ({ signal }) => call(getProviderEndpoint, { params: { providerId } }, { signal }),
  })

export const trialQuery = (providerId: string, testId: string) =>
  queryOptions({
    queryKey: [...signInKeys.all, 'trial', providerId, testId],
    queryFn: ({ signal }) => call(getProviderTestEndpoint, { params: { providerId, testId } }, { signal }),
    retry: false,
  })

export const signInSettingsQuery = () =>
  queryOptions({
    queryKey: [...signInKeys.all, 'settings'],
    queryFn: ({ signal }) => call(getSignInSettingsEndpoint, {}, { signal }),
  })

export const signInOptionsQuery = () =>
  queryOptions({
    queryKey: [...signInKeys.all, 'options'],
    queryFn: ({ signal }) => call(getSignInOptionsEndpoint, {}, { signal }),
  })
