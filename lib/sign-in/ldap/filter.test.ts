import { expect, test } from 'vitest'
import { userNameOf } from '../judge-identity.ts'
import { fillFilter } from './filter.ts'

test.each([
  ['kim', '(uid=kim)'],
  ['*', '(uid=\\2a)'],
  ['kim)(uid=*', '(uid=kim\\29\\28uid=\\2a)'],
  ['a\\b', '(uid=a\\5cb)'],
  ['a\0b', '(uid=a\\00b)'],
  ['é', '(uid=\\c3\\a9)'],
  ['{dn}', '(uid={dn})'],
])('%j stays a value', (name, expected) => {
  expect(fillFilter('(uid={name})', { name, dn: 'cn=x' })).toBe(expected)
})

test.each([
  ['kim', 'kim'],
  ['Kim.Lee@corp.example', 'kim.lee'],
  ['CORP\\Kim', 'kim'],
  ['Kim Lee', 'kim-lee'],
  ['李雷', null],
  ['', null],
  ['@corp.example', null],
])('%j is called %j here', (told, expected) => {
  expect(userNameOf(told)).toBe(expected)
})
