import { addAlarmNote } from '#lib/alarms/acknowledge-alarm.ts'
import { addAlarmNoteEndpoint } from '#lib/alarms/api.ts'
import { handle } from '#lib/api/handle.ts'

export const POST = handle(addAlarmNoteEndpoint, (ctx, { params, body }) => addAlarmNote(ctx, { ...params, ...body }))
