import { expect, it } from 'vitest'
import { actionLink, openActionLink } from './alarm-links.ts'

const alarm = { clusterId: 'rmq-aaaaaaaa', instanceId: 'a/b c' }
const now = new Date('2026-11-27T10:00:00Z')
const DAY_MS = 86_400_000
const linkOf = (url: string) => new URL(url).searchParams.get('link') ?? ''

it('a link of a message opens what it was made for, for seven days', () => {
  const url = actionLink(alarm, 'silence', now)
  expect(url).toMatch(/^http:\/\/localhost:3000\/alarms\/act\?link=/)
  expect(openActionLink(linkOf(url), new Date(now.getTime() + 6 * DAY_MS))).toEqual({
    action: 'silence',
    ...alarm,
    expiresAt: new Date(now.getTime() + 7 * DAY_MS),
  })
  expect(() => openActionLink(linkOf(url), new Date(now.getTime() + 8 * DAY_MS))).toThrow('expired')
})

it('an altered link opens nothing', () => {
  const link = linkOf(actionLink(alarm, 'acknowledge', now))
  const [content = '', signature = ''] = link.split('.')
  const other = Buffer.from(Buffer.from(content, 'base64url').toString().replace('a/b c', 'other')).toString(
    'base64url',
  )
  for (const forged of [`${other}.${signature}`, content, `${content}.`, '', `${content}.${signature.slice(1)}`]) {
    expect(() => openActionLink(forged, now)).toThrow('not whole')
  }
})
