import { expect, test } from 'vitest'
import { requireGoodPassword } from '#lib/users/password-policy.ts'

test.each([
  'Password2026!',
  'passwordpassword',
  'P@ssw0rd1234',
  'qwertyuiop123',
  '123456789012',
  'aaaaaaaaaaaaaa',
  'abababababab',
  'Welcome12345!',
  'administrator',
  'changeme1234',
  'letmeinletmein',
  'RocketMQ-Apogee1',
  '1q2w3e4r5t6y',
  'Summer2026!!!!',
  'iloveyou1234',
  'correcthorsebatterystaple',
])('refuses the common %s', (password) => {
  expect(() => requireGoodPassword(password, 'kim', 'body.password')).toThrow('among the first')
})

test.each(['kimberley-kim', 'KimberleyKimberley'])('refuses the name: %s', (password) => {
  expect(() => requireGoodPassword(password, 'kimberley', 'body.password')).toThrow('name')
})

test.each([
  'tiny violin over lake',
  'Xk2#vPq9!mLs',
  'drei graue Katzen',
  '我的密码很长而且不常见吧',
  'w8Zr-Tq3v-Lm5x',
  '739164820573914',
  'purple-monkey-dishwasher',
  'the quick brown fox',
])('accepts %s', (password) => {
  expect(() => requireGoodPassword(password, 'kim', 'body.password')).not.toThrow()
})
