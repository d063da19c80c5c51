import { z } from 'zod'
import { ClusterId, commaList, endpoint, fanOut, labelFilter, listOf, listQuery, Time } from '#lib/api/endpoint.ts'
import {
  AcknowledgeInput,
  AcknowledgeMany,
  AlarmCounts,
  AlarmEvent,
  AlarmEventKind,
  AlarmIncident,
  AlarmInstance,
  AlarmNote,
  activeSortFields,
  historySortFields,
  NoteInput,
} from './incident-schema.ts'
import {
  AlarmRule,
  AlarmRulePatch,
  ImportedRules,
  ImportRules,
  NewAlarmRule,
  RuleFile,
  ruleSortFields,
  SavedAlarmRule,
} from './rule-schema.ts'
import { Backtest, BacktestInput, RuleDraft, RuleMatch, RuleTest } from './rule-test-schema.ts'
import { AlarmLevel, AlarmMetric, AlarmState, Severity } from './schema.ts'
import { NewSilence, Silence, SilencePatch, SilencePreview, SilenceState, silenceSortFields } from './silence-schema.ts'

const tag = 'Alarms'
const Flag = z.stringbool({ truthy: ['true'], falsy: ['false'] })
const Id = z.string().min(1).max(64)
const InstanceParams = z.object({ instanceId: Id })
const RuleParams = z.object({ ruleId: Id })
const SilenceParams = z.object({ silenceId: Id })
const ofRule = ({ params }: { params: { ruleId: string } }) => ({ kind: 'alarm-rule', name: params.ruleId })
const ofInstance = ({ params }: { params: { instanceId: string } }) => ({ kind: 'alarm', name: params.instanceId })
const ofSilence = ({ params }: { params: { silenceId: string } }) => ({ kind: 'silence', name: params.silenceId })

/** Filters of every list of incidents. */
const instanceFilters = {
  clusterId: commaList(ClusterId).optional(),
  environment: commaList(z.string().max(64)).optional(),
  severity: commaList(Severity).optional(),
  state: commaList(AlarmState).optional(),
  ruleId: commaList(Id).optional(),
  level: commaList(AlarmLevel).optional(),
  owner: commaList(z.string().max(64)).optional(),
  label: labelFilter.optional(),
  q: z.string().max(255).optional().meta({ description: 'Part of any name of the object, or of the rule' }),
  topic: z.string().max(255).optional(),
  group: z.string().max(255).optional(),
  broker: z.string().max(255).optional(),
  isAcknowledged: Flag.optional(),
  isSilenced: Flag.optional(),
  isInhibited: Flag.optional(),
  isFlapping: Flag.optional(),
}
const timeFilters = { from: Time.optional(), to: Time.optional() }

export const listActiveAlarmsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/active',
  tag,
  summary: 'List the alarms that are open now',
  description:
    'Firing, recovering, without data or in error, in the clusters that you may see; severity first unless told otherwise. state=PENDING adds those that have not fired yet. `counts` are of the clusters asked for, whatever the other filters say.',
  query: z.strictObject({ ...listQuery(...activeSortFields), ...instanceFilters }),
  response: listOf(AlarmInstance).extend({ counts: AlarmCounts }),
  isExportable: true,
  permission: 'alarm:read',
})

export const listAlarmHistoryEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/history',
  tag,
  summary: 'List the incidents of the last 400 days',
  description: 'Those that overlap the time; newest first unless told otherwise. With format=csv as a file.',
  query: z.strictObject({ ...listQuery(...historySortFields), ...instanceFilters, ...timeFilters }),
  response: listOf(AlarmInstance),
  isExportable: true,
  permission: 'alarm:read',
})

export const listAlarmEventsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/events',
  tag,
  summary: 'List changes of state, notices, acknowledgements and notes, newest first',
  query: z.strictObject({
    ...listQuery('at'),
    clusterId: commaList(ClusterId).optional(),
    ruleId: commaList(Id).optional(),
    instanceId: commaList(Id).optional(),
    kind: commaList(AlarmEventKind).optional(),
    severity: commaList(Severity).optional(),
    topic: z.string().max(255).optional(),
    group: z.string().max(255).optional(),
    broker: z.string().max(255).optional(),
    ...timeFilters,
  }),
  response: listOf(AlarmEvent),
  isExportable: true,
  permission: 'alarm:read',
})

export const getAlarmInstanceEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/instances/{instanceId}',
  tag,
  summary: 'Show one incident: its state, its rule, all that happened',
  params: InstanceParams,
  response: AlarmIncident,
  permission: 'alarm:read',
})

export const acknowledgeAlarmEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/instances/{instanceId}/acknowledge',
  tag,
  summary: 'Say that somebody looks after an alarm: its notices are not repeated',
  params: InstanceParams,
  body: AcknowledgeInput,
  response: AlarmInstance,
  permission: 'alarm:acknowledge',
  audit: { action: 'alarm.acknowledge', target: ofInstance },
})

export const acknowledgeAlarmsEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/instances/acknowledge',
  tag,
  summary: 'Acknowledge several alarms',
  body: AcknowledgeMany,
  response: fanOut(z.array(AlarmInstance)),
  permission: 'alarm:acknowledge',
  audit: {
    action: 'alarm.acknowledge',
    target: ({ body }) => ({ kind: 'alarm', name: body.instanceIds.join(', ').slice(0, 200) }),
  },
})

export const addAlarmNoteEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/instances/{instanceId}/notes',
  tag,
  summary: 'Write a note into the timeline of an incident',
  status: 201,
  params: InstanceParams,
  body: NoteInput,
  response: AlarmNote,
  permission: 'alarm:acknowledge',
  audit: { action: 'alarm.note', target: ofInstance },
  idempotent: true,
})

export const listAlarmMetricsEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/metrics',
  tag,
  summary: 'List the metrics that rules may ask about',
  response: z.object({ items: z.array(AlarmMetric) }),
  permission: 'alarm:read',
})

export const listAlarmRulesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/rules',
  tag,
  summary: 'List the rules of the clusters that you may see',
  query: z.strictObject({
    ...listQuery(...ruleSortFields),
    clusterId: commaList(ClusterId).optional(),
    environment: commaList(z.string().max(64)).optional(),
    q: z.string().max(100).optional(),
    level: commaList(AlarmLevel).optional(),
    metric: commaList(z.string().max(64)).optional(),
    severity: commaList(Severity).optional(),
    owner: commaList(z.string().max(64)).optional(),
    label: labelFilter.optional(),
    isEnabled: Flag.optional(),
    isShipped: Flag.optional(),
    isFiring: Flag.optional(),
    topic: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Rules whose selectors match this topic, or a group on it, as last sampled' }),
    group: z
      .string()
      .max(255)
      .optional()
      .meta({ description: 'Rules whose selectors match this group, one of its topics or clients, as last sampled' }),
  }),
  response: listOf(AlarmRule),
  isExportable: true,
  permission: 'alarm:read',
})

export const createAlarmRuleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/rules',
  tag,
  summary: 'Create a rule',
  description:
    'For single clusters with alarm:write in each of them; for all, an environment or labels, on all clusters.',
  status: 201,
  body: NewAlarmRule,
  response: SavedAlarmRule,
  permission: 'alarm:write',
  audit: { action: 'alarm-rule.create', target: ({ body }) => ({ kind: 'alarm-rule', name: body.name }) },
  idempotent: true,
})

export const getAlarmRuleEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/rules/{ruleId}',
  tag,
  summary: 'Show one rule',
  params: RuleParams,
  response: AlarmRule,
  permission: 'alarm:read',
})

export const updateAlarmRuleEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/alarms/rules/{ruleId}',
  tag,
  summary: 'Change a rule',
  description:
    'Thresholds, text and routing keep running incidents. Another selector, metric or level closes those that no longer match: /rules/match with ruleId says which.',
  params: RuleParams,
  body: AlarmRulePatch,
  response: SavedAlarmRule,
  permission: 'alarm:write',
  audit: { action: 'alarm-rule.update', target: ofRule },
})

export const deleteAlarmRuleEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/alarms/rules/{ruleId}',
  tag,
  summary: 'Delete a rule',
  description: 'Its incidents close; their history stays.',
  status: 204,
  params: RuleParams,
  response: z.undefined(),
  permission: 'alarm:write',
  audit: { action: 'alarm-rule.delete', target: ofRule },
})

export const testAlarmRuleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/rules/{ruleId}/test',
  tag,
  summary: 'Judge a rule now, object by object',
  description: 'Changes nothing and tells nobody.',
  params: RuleParams,
  response: RuleTest,
  permission: 'alarm:read',
  isRead: true,
})

export const matchAlarmRuleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/rules/match',
  tag,
  summary: 'Show what a rule would look at, what would fire now and which incidents would close',
  body: RuleDraft,
  response: RuleMatch,
  permission: 'alarm:read',
  isRead: true,
})

export const backtestAlarmRuleEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/rules/backtest',
  tag,
  summary: 'Show when a rule would have fired in the last day or week',
  description: 'Judged by the same functions over the stored series of one cluster.',
  body: BacktestInput,
  response: Backtest,
  permission: 'alarm:read',
  isRead: true,
})

export const exportAlarmRulesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/rules/export',
  tag,
  summary: 'Rules as a file that /rules/import reads',
  query: z.strictObject({
    clusterId: commaList(ClusterId).optional(),
    ruleId: commaList(Id).optional(),
  }),
  response: RuleFile,
  permission: 'alarm:read',
})

export const importAlarmRulesEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/rules/import',
  tag,
  summary: 'Create rules from a file',
  body: ImportRules,
  response: ImportedRules,
  permission: 'alarm:write',
  audit: {
    action: 'alarm-rule.import',
    target: ({ body }) => ({ kind: 'alarm-rule', name: `${body.file.rules.length} rules` }),
  },
})

export const listSilencesEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/alarms/silences',
  tag,
  summary: 'List silences and maintenance; those that have ended stay for 400 days',
  query: z.strictObject({
    ...listQuery(...silenceSortFields),
    clusterId: commaList(ClusterId).optional(),
    ruleId: commaList(Id).optional(),
    state: commaList(SilenceState).optional(),
    q: z.string().max(255).optional().meta({ description: 'Part of the reason or of who made it' }),
  }),
  response: listOf(Silence),
  isExportable: true,
  permission: 'alarm:read',
})

export const createSilenceEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/silences',
  tag,
  summary: 'Hide notices for a while',
  description: 'Events are kept. Without clusterId it is for every cluster, which needs silence:write on all of them.',
  status: 201,
  body: NewSilence,
  response: Silence,
  permission: 'silence:write',
  audit: {
    action: 'silence.create',
    target: ({ body }) => ({ kind: 'silence', name: body.reason.slice(0, 100) }),
  },
  idempotent: true,
})

export const updateSilenceEndpoint = endpoint({
  method: 'PATCH',
  path: '/api/v1/alarms/silences/{silenceId}',
  tag,
  summary: 'Change, extend or end a silence',
  description: 'endsAt of now ends it; it stays in the list.',
  params: SilenceParams,
  body: SilencePatch,
  response: Silence,
  permission: 'silence:write',
  audit: { action: 'silence.update', target: ofSilence },
})

export const deleteSilenceEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/alarms/silences/{silenceId}',
  tag,
  summary: 'End a silence now',
  description: 'It stays in the list as ended. One that has not begun goes.',
  status: 204,
  params: SilenceParams,
  response: z.undefined(),
  permission: 'silence:write',
  audit: { action: 'silence.delete', target: ofSilence },
})

export const previewSilenceEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/alarms/silences/preview',
  tag,
  summary: 'Show what a silence would hide now, and when',
  body: NewSilence.partial({ reason: true }),
  response: SilencePreview,
  permission: 'alarm:read',
  isRead: true,
})
