import { expect, it } from 'vitest'
import { withPrerequisites } from '#lib/users/permissions.ts'
import { actsOf } from './set-acts.ts'

it('U-5: an own set is told by what it does, not by what that needs', () => {
  expect(actsOf(withPrerequisites(['dead-letter:resend']))).toEqual(['dead-letter:resend'])
})

it('a set that changes nothing is told by what it sees', () => {
  const held = withPrerequisites(['trace:read'])
  expect(actsOf(held)).toEqual(held)
})
