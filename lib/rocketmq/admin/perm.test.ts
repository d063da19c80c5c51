import { expect, it } from 'vitest'
import { permissionOf } from './perm.ts'

it.each([
  [0, 'NONE'],
  [1, 'NONE'],
  [2, 'W'],
  [4, 'R'],
  [6, 'RW'],
  [7, 'RW'],
])('perm %i is %s', (perm, permission) => {
  expect(permissionOf(perm)).toBe(permission)
})
