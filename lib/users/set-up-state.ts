import { db } from '#lib/db/db.ts'

/** Databases that were seen to have a user. The last administrator cannot be removed, so this never turns back. */
const known = new WeakSet<object>()

/** Is there a user? Until then the console answers nothing but set-up and health. */
export async function isSetUp(): Promise<boolean> {
  if (known.has(db())) return true
  const user = await db().user.findFirst({ select: { id: true } })
  if (user) known.add(db())
  return user !== null
}
