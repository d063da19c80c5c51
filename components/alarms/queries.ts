import { queryOptions } from '@tanstack/react-query'
import type { z } from 'zod'
import {
  backtestAlarmRuleEndpoint,
  getAlarmInstanceEndpoint,
  getAlarmRuleEndpoint,
  listActiveAlarmsEndpoint,
  listAlarmHistoryEndpoint,
  listAlarmMetricsEndpoint,
  listAlarmRulesEndpoint,
  listSilencesEndpoint,
  matchAlarmRuleEndpoint,
  previewSilenceEndpoint,
} from '#lib/alarms/api.ts'
import type { BacktestInput, RuleDraft } from '#lib/alarms/rule-test-schema.ts'
import { call } from '#lib/api/call.ts'
import { listDeliveriesEndpoint, listPoliciesEndpoint, testRouteEndpoint } from '#lib/notifications/api.ts'
import type { RouteTestInput } from '#lib/notifications/route-schema.ts'
import { openStates } from './alarm-filters.ts'

/** All begin with `all`: whatever is acknowledged, silenced or saved makes each of them stale. */
export const alarmKeys = { all: ['alarms'] as const }

type QueryOf<E extends { query?: z.ZodType }> = Partial<z.output<NonNullable<E['query']>>>
export type ActiveFilter = QueryOf<typeof listActiveAlarmsEndpoint>
export type HistoryFilter = QueryOf<typeof listAlarmHistoryEndpoint>
export type RulesFilter = QueryOf<typeof listAlarmRulesEndpoint>
export type SilencesFilter = QueryOf<typeof listSilencesEndpoint>

export const activeQuery = (query: ActiveFilter) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'active', query],
    queryFn: ({ signal }) => call(listActiveAlarmsEndpoint, { query }, { signal }),
  })

/** Numbers of the bell and of the tabs: one row is asked for, the counts come beside it. */
export const alarmCountsQuery = (clusterId: string | null) =>
  activeQuery({ page: 1, pageSize: 1, state: [...openStates], ...(clusterId !== null && { clusterId: [clusterId] }) })

export const historyQuery = (query: HistoryFilter) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'history', query],
    queryFn: ({ signal }) => call(listAlarmHistoryEndpoint, { query }, { signal }),
  })

export const incidentQuery = (instanceId: string) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'incident', instanceId],
    queryFn: ({ signal }) => call(getAlarmInstanceEndpoint, { params: { instanceId } }, { signal }),
  })

export const rulesQuery = (query: RulesFilter) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'rules', query],
    queryFn: ({ signal }) => call(listAlarmRulesEndpoint, { query }, { signal }),
  })

export const ruleQuery = (ruleId: string) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'rule', ruleId],
    queryFn: ({ signal }) => call(getAlarmRuleEndpoint, { params: { ruleId } }, { signal }),
  })

/** What rules may ask about; it changes with the version of the console only. */
export const alarmMetricsQuery = queryOptions({
  queryKey: [...alarmKeys.all, 'metrics'],
  queryFn: ({ signal }) => call(listAlarmMetricsEndpoint, {}, { signal }),
  staleTime: 3_600_000,
})

export const matchQuery = (body: RuleDraft) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'match', body],
    queryFn: ({ signal }) => call(matchAlarmRuleEndpoint, { body }, { signal }),
    retry: false,
  })

export const backtestQuery = (body: BacktestInput) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'backtest', body],
    queryFn: ({ signal }) => call(backtestAlarmRuleEndpoint, { body }, { signal }),
    retry: false,
    staleTime: 60_000,
  })

export const silencesQuery = (query: SilencesFilter) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'silences', query],
    queryFn: ({ signal }) => call(listSilencesEndpoint, { query }, { signal }),
  })

type SilencePreviewInput = z.output<NonNullable<typeof previewSilenceEndpoint.body>>
export const silencePreviewQuery = (body: SilencePreviewInput) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'silence-preview', body],
    queryFn: ({ signal }) => call(previewSilenceEndpoint, { body }, { signal }),
    retry: false,
  })

/** Who may be named by a rule; kept by those who manage notices. */
export const policiesQuery = queryOptions({
  queryKey: [...alarmKeys.all, 'policies', 'names'],
  queryFn: ({ signal }) => call(listPoliciesEndpoint, { query: { pageSize: 500 } }, { signal }),
})

type RouteQuestion = Partial<RouteTestInput> & Pick<RouteTestInput, 'clusterId'>
/** Who would hear of such an alarm now. */
export const routeQuery = (body: RouteQuestion) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'route', body],
    queryFn: ({ signal }) => call(testRouteEndpoint, { body }, { signal }),
    retry: false,
  })

/** Who was told of one incident, newest first. */
export const incidentDeliveriesQuery = (instanceId: string) =>
  queryOptions({
    queryKey: [...alarmKeys.all, 'deliveries', instanceId],
    queryFn: ({ signal }) => call(listDeliveriesEndpoint, { query: { instanceId, pageSize: 200 } }, { signal }),
    retry: false,
  })
