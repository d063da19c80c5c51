import { connectDb, disconnectDb } from '#lib/db/db.ts'
import { sendDueEvents } from '../send-due-events.ts'

/** A process that does nothing but send events, until it is told to stop; a test kills it in the middle of it. */
connectDb(process.env.DATABASE_URL ?? '')
const stopped = new AbortController()
process.on('disconnect', () => stopped.abort())
while (!stopped.signal.aborted) {
  await sendDueEvents(`process-${process.pid}`, () => new Date(), stopped.signal).catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 50))
}
await disconnectDb()
