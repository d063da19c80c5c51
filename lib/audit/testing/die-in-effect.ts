import { audited } from '#lib/audit/audited.ts'
import { workerContext } from '#lib/users/context.ts'

/** A process that is killed between the intent of a write and its outcome. `DATABASE_URL` says where. */
const ctx = workerContext(new AbortController().signal, 'test')
await audited(ctx, { action: 'topic.delete', target: { kind: 'topic', name: process.argv[2] ?? '' } }, async () => {
  process.kill(process.pid, 'SIGKILL')
  // The signal comes before anything that waits for this.
  await new Promise(() => {})
})
