import { connectDb, disconnectDb } from '#lib/db/db.ts'
import { sendDueNotices } from '../send-due-notices.ts'

/** A process that does nothing but send, until it is told to stop; tests start several of it and kill one. */
connectDb(process.env.DATABASE_URL ?? '')
const stopped = new AbortController()
process.on('disconnect', () => stopped.abort())
process.send?.('ready')
while (!stopped.signal.aborted) {
  // As the worker's loop: a run that fails is followed by the next.
  await sendDueNotices(`process-${process.pid}`, () => new Date(), stopped.signal).catch(() => {})
  await new Promise((resolve) => setTimeout(resolve, 50))
}
await disconnectDb()
