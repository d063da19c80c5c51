import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process'
import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { simpleParser } from 'mailparser'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { db } from '#lib/db/db.ts'
import { useDatabase } from '#lib/db/testing/use-database.ts'
import { env } from '#lib/env.ts'
import type { Context } from '#lib/users/context.ts'
import { makePerson } from '#lib/users/testing/people.ts'
import { ChannelConfig, NewNoticeChannel } from './channel-schema.ts'
import { composeMail } from './channels/email.ts'
import { createChannel } from './create-channel.ts'
import { createPolicy } from './create-policy.ts'
import { deleteChannel } from './delete-channel.ts'
import { enqueueNotices } from './enqueue-notices.ts'
import { getChannel } from './get-channel.ts'
import { listDeliveries } from './list-deliveries.ts'
import { composeMessage } from './message.ts'
import type { AlarmNotice } from './notice.ts'
import { NewNoticePolicy } from './policy-schema.ts'
import { sendDueNotices } from './send-due-notices.ts'
import { testChannel } from './test-channel.ts'
import { makeNotice } from './testing/notices.ts'
import { type Receiver, startReceiver } from './testing/receiver.ts'
import { updateChannel } from './update-channel.ts'

process.env.APOGEE_EGRESS_ALLOW = '127.0.0.0/8'
useDatabase()

let admin: Context
let receiver: Receiver
const now = new Date('2026-11-27T13:03:00Z')
const signal = new AbortController().signal

beforeAll(async () => {
  admin = await (await makePerson('admin')).context()
  receiver = await startReceiver()
})
afterAll(() => receiver.close())

type Input = Record<string, unknown>
let made = 0
/** A channel and a policy that sends to it at once, alone. */
async function addChannel(input: Input, language: 'en' | 'zh-CN' = 'en'): Promise<string> {
  made += 1
  await db().noticePolicyChannel.deleteMany()
  const parsed = NewNoticeChannel.parse({ name: `channel ${made}`, inDefaultPolicy: false, ...input })
  const { channelId } = await createChannel(admin, parsed)
  const policy = { name: `policy ${made}`, channelIds: [channelId], groupBy: [], groupWaitMs: 0, groupIntervalMs: 0 }
  await createPolicy(admin, NewNoticePolicy.parse({ ...policy, goesOn: true, language }))
  return channelId
}

async function tell(...notices: AlarmNotice[]): Promise<void> {
  receiver.received.length = 0
  await db().$transaction((tx) => enqueueNotices(tx, notices, now))
  await sendDueNotices('test', () => now, signal, 1)
}
/** What a platform got last. */
function last(): { path: string; body: Record<string, unknown>; headers: Record<string, unknown> } {
  const found = receiver.received.at(-1)
  if (!found) throw new Error('nothing was received')
  return { path: found.path, headers: found.headers, body: JSON.parse(found.body) as Record<string, unknown> } // they all send objects
}
const states = async () => (await listDeliveries(admin, { page: 1, pageSize: 500 })).items.map(({ state }) => state)

const firing = makeNotice({ instanceId: 'lag-pay', eventId: 'e1' })
const resolved = makeNotice({ ...firing, eventId: 'e2', transition: 'RESOLVED' })
const title =
  'CRITICAL · Group lag time: 1h 02m (threshold 1h 00m) · group pay_settle · prod-east (production) · since 2026-11-27 13:00:00 UTC'
const link = 'http://localhost:3000/clusters/rmq-aaaaaaaa/alarms/lag-pay'

describe('A-15: bodies as the platforms document them', () => {
  it('DingTalk: markdown and text, signed in the address, mentions in text and list', async () => {
    receiver.always = { body: '{"errcode":0,"errmsg":"ok"}' }
    const secrets = { url: `${receiver.url}/robot/send?access_token=abcdef0123456789`, secret: 'SEC0123456789abcdef' }
    const mentions = { mentionMobiles: ['13800001111'], mentionUserIds: ['user7'] }
    await addChannel({ config: { kind: 'DINGTALK', ...mentions }, secrets })
    await tell(firing)
    const url = new URL(last().path, receiver.url)
    expect(url.searchParams.get('access_token')).toBe('abcdef0123456789')
    const timestamp = url.searchParams.get('timestamp') ?? ''
    expect(timestamp).toBe(String(now.getTime()))
    expect(url.searchParams.get('sign')).toBe(
      createHmac('sha256', secrets.secret).update(`${timestamp}\n${secrets.secret}`).digest('base64'),
    )
    expect(last().body).toEqual({
      msgtype: 'markdown',
      markdown: { title, text: expect.stringContaining(`#### ${title}`) },
      at: { atMobiles: ['13800001111'], atUserIds: ['user7'], isAtAll: false },
    })
    const { text } = last().body.markdown as { text: string } // as just compared
    expect(text).toContain('@13800001111 @user7')
    expect(text).toContain(`[Open](${link})`)
    await addChannel({ config: { kind: 'DINGTALK', form: 'text', mentionAll: true }, secrets })
    await tell({ ...firing, eventId: 'e3' })
    expect(last().body).toEqual({
      msgtype: 'text',
      text: { content: expect.stringContaining(title) },
      at: { atMobiles: [], atUserIds: [], isAtAll: true },
    })
  })

  it('WeCom: markdown with <@userid>, text with lists of user ids and mobile numbers', async () => {
    receiver.always = { body: '{"errcode":0,"errmsg":"ok"}' }
    const secrets = { url: `${receiver.url}/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4` }
    await addChannel({ config: { kind: 'WECOM', mentionUserIds: ['wangqing'] }, secrets })
    await tell(firing)
    expect(last().path).toBe('/cgi-bin/webhook/send?key=693axxx6-7aoc-4bc4')
    expect(last().body).toEqual({ msgtype: 'markdown', markdown: { content: expect.stringContaining('<@wangqing>') } })
    const config = { kind: 'WECOM', form: 'text', mentionUserIds: ['wangqing'], mentionMobiles: ['13800001111'] }
    await addChannel({ config: { ...config, mentionAll: true }, secrets })
    await tell({ ...firing, eventId: 'e3' })
    expect(last().body).toEqual({
      msgtype: 'text',
      text: {
        content: expect.stringContaining(title),
        mentioned_list: ['wangqing', '@all'],
        mentioned_mobile_list: ['13800001111'],
      },
    })
  })

  it('Feishu: card and text, signed in the body, mentions as <at>', async () => {
    receiver.always = { body: '{"code":0,"msg":"success","data":{}}' }
    const secrets = { url: `${receiver.url}/open-apis/bot/v2/hook/xxxx-yyyy`, secret: 'feishu secret' }
    await addChannel({ config: { kind: 'FEISHU', mentionOpenIds: ['ou_7'], mentionAll: true }, secrets })
    await tell(firing)
    const timestamp = String(now.getTime() / 1000)
    const sign = createHmac('sha256', `${timestamp}\n${secrets.secret}`).digest('base64')
    expect(last().body).toMatchObject({
      timestamp,
      sign,
      msg_type: 'interactive',
      card: {
        header: { title: { tag: 'plain_text', content: title }, template: 'red' },
        elements: [
          {
            tag: 'div',
            text: { tag: 'lark_md', content: expect.stringContaining('<at id=ou_7></at> <at id=all></at>') },
          },
          { tag: 'action', actions: expect.arrayContaining([expect.objectContaining({ tag: 'button', url: link })]) },
        ],
      },
    })
    await addChannel({
      config: { kind: 'FEISHU', form: 'text', mentionOpenIds: ['ou_7'] },
      secrets: { url: secrets.url },
    })
    await tell({ ...firing, eventId: 'e3' })
    expect(last().body).toEqual({
      msg_type: 'text',
      content: { text: expect.stringContaining('<at user_id="ou_7"></at>') },
    })
  })

  it('Slack: a webhook, and a bot whose resolved notice goes into the thread', async () => {
    receiver.always = { body: 'ok' }
    const url = `${receiver.url}/services/T0/B0/abcdefgh`
    await addChannel({ config: { kind: 'SLACK', mentionUserIds: ['U123', 'here'] }, secrets: { url } })
    await tell(firing)
    expect(last().body).toMatchObject({ text: title, attachments: [{ color: '#c62828', blocks: expect.any(Array) }] })
    expect(JSON.stringify(last().body)).toContain('<@U123> <!here>')
    receiver.always = { body: '{"ok":true,"channel":"C1","ts":"1503435956.000247"}' }
    const config = { kind: 'SLACK', channel: 'C1', apiUrl: `${receiver.url}/api/chat.postMessage` }
    await addChannel({ config, secrets: { botToken: 'xoxb-0123456789' } })
    await tell({ ...firing, eventId: 'e3' })
    expect(last().headers.authorization).toBe('Bearer xoxb-0123456789')
    expect(last().body).toMatchObject({ channel: 'C1', text: title })
    expect(last().body).not.toHaveProperty('thread_ts')
    await tell(resolved)
    expect(last().body).toMatchObject({ channel: 'C1', thread_ts: '1503435956.000247' })
  })

  it('Telegram: sendMessage with HTML; the resolved notice replies to the first', async () => {
    receiver.always = { body: '{"ok":true,"result":{"message_id":42}}' }
    await addChannel({
      config: { kind: 'TELEGRAM', chatId: '-100123', apiUrl: receiver.url },
      secrets: { botToken: '123:abcdefgh' },
    })
    await tell(makeNotice({ ...firing, eventId: 'e3', ruleName: 'a <b> & c' }))
    expect(last().path).toBe('/bot123:abcdefgh/sendMessage')
    expect(last().body).toEqual({
      chat_id: '-100123',
      text: expect.stringContaining('a &lt;b&gt; &amp; c'),
      parse_mode: 'HTML',
      link_preview_options: { is_disabled: true },
    })
    await tell(resolved)
    expect(last().body).toMatchObject({ reply_parameters: { message_id: 42, allow_sending_without_reply: true } })
  })

  it('X-18: a name that a broker made calls nobody, and is no link, picture or markup', async () => {
    const groupName =
      '<at id=all></at><at user_id="all"></at><@all><!channel><b onclick=x>[x](http://evil.example)![](http://evil.example/p.png)'
    const url = `${receiver.url}/hook/abcdefgh`
    const configs = (['DINGTALK', 'WECOM', 'FEISHU'] as const).flatMap((kind) => [
      { kind, form: 'card' },
      { kind, form: 'text' },
    ])
    const telegram = { kind: 'TELEGRAM', chatId: '1', apiUrl: receiver.url }
    for (const config of [...configs, { kind: 'SLACK' }, telegram]) {
      const secrets = config.kind === 'TELEGRAM' ? { botToken: '123:abcdefgh' } : { url }
      receiver.always = { body: config.kind === 'SLACK' ? 'ok' : '{"ok":true,"code":0,"errcode":0}' }
      await addChannel({ config, secrets })
      await tell(makeNotice({ ...firing, eventId: randomUUID(), object: { groupName }, ruleName: groupName }))
      const sent = JSON.stringify(last().body)
      expect(sent).toContain('evil.example')
      const isPlain = config.kind === 'DINGTALK' && 'form' in config && config.form === 'text'
      if (!isPlain) expect(sent).not.toMatch(/<at|<@|<!|<b on/)
      if (!isPlain && !/SLACK|TELEGRAM/.test(config.kind)) expect(sent).not.toContain('](http://evil')
    }
    const notice = makeNotice({ object: { groupName }, ruleName: `${groupName}\r\nBcc: x@evil.example` })
    const message = composeMessage([notice], { messageId: 'm', language: 'en', isDigest: false, at: now })
    const mail = ChannelConfig.parse({ kind: 'EMAIL', host: 'x', from: 'a@example.com', to: ['b@example.com'] })
    if (mail.kind !== 'EMAIL') throw new Error('it is a mail')
    const { html, subject } = composeMail(message, mail, mail.to)
    expect(html).toContain('&lt;b onclick=x&gt;')
    expect(html).not.toMatch(/<at|<@|<!c|<b on/)
    expect(subject).not.toMatch(/[\r\n]/)
  })

  it('PagerDuty: trigger and resolve under one key', async () => {
    receiver.always = { code: 202, body: '{"status":"success","message":"Event processed","dedup_key":"lag-pay"}' }
    await addChannel({
      config: { kind: 'PAGERDUTY', url: `${receiver.url}/v2/enqueue` },
      secrets: { routingKey: 'R0123456789abcdef0123456789abcdef' },
    })
    await tell(firing)
    expect(last().body).toEqual({
      routing_key: 'R0123456789abcdef0123456789abcdef',
      event_action: 'trigger',
      dedup_key: 'lag-pay',
      payload: {
        summary: title,
        source: 'prod-east',
        severity: 'critical',
        timestamp: now.toISOString(),
        component: 'pay_settle',
        group: 'production',
        class: 'lagTimeMs',
        custom_details: expect.objectContaining({ group: 'pay_settle', label_team: 'pay' }),
      },
      client: 'Apogee',
      client_url: link,
      links: expect.arrayContaining([{ href: link, text: 'Open' }]),
    })
    await tell(resolved)
    expect(last().body).toEqual({
      routing_key: 'R0123456789abcdef0123456789abcdef',
      event_action: 'resolve',
      dedup_key: 'lag-pay',
    })
  })

  it('Alertmanager: labels that stay, resolved by end time', async () => {
    receiver.always = { code: 200, body: '' }
    await addChannel({
      config: { kind: 'ALERTMANAGER', url: receiver.url, labels: { team: '{{owner}}' }, resolveAfterHours: 2 },
    })
    await tell(firing)
    expect(last().path).toBe('/api/v2/alerts')
    const [alert] = last().body as unknown as Record<string, unknown>[] // an array of alerts
    expect(alert).toMatchObject({
      labels: { alertname: 'Group lag time', cluster: 'prod-east', group: 'pay_settle', team: 'payments' },
      annotations: { summary: title, runbook_url: 'https://wiki.example.com/lag' },
      startsAt: firing.since.toISOString(),
      endsAt: new Date(now.getTime() + 2 * 3_600_000).toISOString(),
      generatorURL: link,
    })
    await tell(resolved)
    const [ended] = last().body as unknown as Record<string, unknown>[]
    expect(ended?.labels).toEqual(alert?.labels)
    expect(ended?.endsAt).toBe(resolved.at.toISOString())
  })

  it.runIf(hasAlertmanager())('a real Alertmanager takes a firing alert and ends it when it is resolved', async () => {
    const alertmanager = await startAlertmanager()
    try {
      await addChannel({ config: { kind: 'ALERTMANAGER', url: alertmanager.url } })
      const at = new Date()
      const fresh = { since: at, at }
      await tell(makeNotice({ ...firing, ...fresh, eventId: 'e3' }))
      const active = async () =>
        (await (await fetch(`${alertmanager.url}/api/v2/alerts?active=true`)).json()) as { labels: { group: string } }[]
      // Its clock is the real one, the test's is not: the end time is far in the past or future either way.
      await db().noticeDelivery.deleteMany()
      await db().$transaction((tx) => enqueueNotices(tx, [makeNotice({ ...firing, ...fresh, eventId: 'e4' })], at))
      await sendDueNotices('test', () => at, signal, 1)
      expect((await active()).map(({ labels }) => labels.group)).toEqual(['pay_settle'])
      await db().$transaction((tx) => enqueueNotices(tx, [makeNotice({ ...resolved, ...fresh, eventId: 'e5' })], at))
      await sendDueNotices('test', () => at, signal, 1)
      expect(await states()).not.toContain('RETRY')
      await expect.poll(active, { timeout: 60_000 }).toEqual([])
    } finally {
      await alertmanager.stop()
    }
  })
})

describe('e-mail', () => {
  it('A-5: arrives in English and in Chinese, to addresses and users; a wrong password shows what the server says', async () => {
    const mails: { from: string; to: string[]; raw: Buffer }[] = []
    const server = new SMTPServer({
      hideSTARTTLS: true,
      allowInsecureAuth: true,
      onAuth: ({ username, password }, _session, callback) =>
        password === 'right password'
          ? callback(null, { user: username })
          : callback(new Error('Authentication credentials invalid')),
      onData(stream, session, callback) {
        const chunks: Buffer[] = []
        stream.on('data', (chunk: Buffer) => chunks.push(chunk))
        stream.on('end', () => {
          const { mailFrom, rcptTo } = session.envelope
          mails.push({
            from: mailFrom === false ? '' : mailFrom.address,
            to: rcptTo.map(({ address }) => address),
            raw: Buffer.concat(chunks),
          })
          callback()
        })
      },
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
    const address = server.server.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const reader = await makePerson('viewer')
    const config = { kind: 'EMAIL', host: '127.0.0.1', port, tls: 'NONE', user: 'apogee', from: 'apogee@example.com' }
    const secrets = { password: 'right password' }
    await addChannel({ config: { ...config, to: ['ops@example.com', reader.name] }, secrets })
    await tell(firing)
    const zh = await addChannel(
      { config: { ...config, to: ['ops@example.com'], subjectTemplate: '[{{severity}}] {{object}}' }, secrets },
      'zh-CN',
    )
    await tell({ ...firing, eventId: 'e3' })
    const [english, chinese] = await Promise.all(mails.map(({ raw }) => simpleParser(raw)))
    expect(mails[0]?.to).toEqual(['ops@example.com', `${reader.name}@example.com`])
    expect(english?.subject).toBe(title)
    expect(english?.text).toContain('Trend: rising')
    expect(english?.text).toContain(`Open: ${link}`)
    expect(chinese?.subject).toBe('[严重] 消费组 pay_settle')
    expect(chinese?.text).toContain(
      '【严重】 · Group lag time：1 小时 02 分 （阈值 1 小时 00 分） · 消费组 pay_settle · prod-east（production） · 始于 2026-11-27 13:00:00 UTC',
    )
    expect(chinese?.text).toContain('趋势：上升')
    expect(chinese?.html).toContain('lang="zh-CN"')
    const sent = await listDeliveries(admin, { page: 1, pageSize: 1 })
    expect(sent.items[0]).toMatchObject({ state: 'SENT', answerCode: 250 })
    await updateChannel(admin, { channelId: zh, secrets: { password: 'wrong password' } })
    const tested = await testChannel(admin, { channelId: zh, language: 'en' })
    expect(tested).toMatchObject({ isAccepted: false, answer: { code: 535 } })
    expect(tested.error).toContain('Authentication credentials invalid')
    expect(JSON.stringify(tested)).not.toContain('wrong password')
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
})

describe('A-11: send test', () => {
  it('shows the request without secrets, and the answer of the platform word for word', async () => {
    receiver.always = { body: '{"errcode":310000,"errmsg":"sign not match, more: [https://ding-doc.dingtalk.com]"}' }
    const channelId = await addChannel({
      config: { kind: 'DINGTALK' },
      secrets: { url: `${receiver.url}/robot/send?access_token=tokenabcdef0123`, secret: 'SECwrongsecret9876' },
    })
    const tested = await testChannel(admin, { channelId, language: 'zh-CN' })
    expect(tested).toMatchObject({
      isAccepted: false,
      error: 'errcode 310000: sign not match, more: [https://ding-doc.dingtalk.com]',
      answer: { code: 200, body: expect.stringContaining('310000') },
      request: {
        method: 'POST',
        url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/••••0123&timestamp=\d+&sign=••••$/),
      },
    })
    const shown = await getChannel(admin, channelId)
    expect(shown.secretsKept).toEqual({ url: { lastFour: '0123' }, secret: { lastFour: '9876' } })
    expect(shown).toMatchObject({ failures: 1, lastFailure: expect.stringContaining('310000') })
    const stored = await db().noticeChannel.findUniqueOrThrow({ where: { channelId } })
    const audit = await db().auditEvent.findMany({
      where: { action: { in: ['channel.create', 'channel.test'] } },
      include: { outcome: true },
    })
    for (const text of [JSON.stringify(tested), JSON.stringify(shown), JSON.stringify(stored), toText(audit)]) {
      expect(text).not.toContain('SECwrongsecret')
      expect(text).not.toContain('tokenabcdef')
    }
  })

  it('refuses loopback and private addresses unless they are allowed, by name and by number', async () => {
    const allowed = env().APOGEE_EGRESS_ALLOW.splice(0)
    try {
      const names = [
        '127.0.0.1',
        '[::1]',
        '10.1.2.3',
        '169.254.169.254',
        'localhost',
        '2130706433',
        '0x7f.1',
        '[::ffff:127.0.0.1]',
      ]
      for (const host of names) {
        const input = NewNoticeChannel.parse({
          name: 'inside',
          config: { kind: 'WEBHOOK', url: `http://${host}:8080/` },
        })
        await expect(createChannel(admin, input)).rejects.toMatchObject({
          code: 'INVALID_INPUT',
          facts: { fields: [{ path: 'body.config.url', rule: 'egress' }] },
        })
      }
      // One that was allowed when it was made is looked at again when something is sent.
      const existing = await db().noticeChannel.findFirstOrThrow({ where: { kind: 'DINGTALK' } })
      receiver.received.length = 0
      const tested = await testChannel(admin, { channelId: existing.channelId, language: 'en' })
      expect(tested).toMatchObject({
        isAccepted: false,
        answer: null,
        error: expect.stringContaining('APOGEE_EGRESS_ALLOW'),
      })
      expect(receiver.received).toHaveLength(0)
    } finally {
      env().APOGEE_EGRESS_ALLOW.push(...allowed)
    }
  })
})

describe('channels', () => {
  it('need what their platform needs, one message per field', async () => {
    const refused = (config: unknown, secrets: Record<string, string> = {}) =>
      createChannel(admin, NewNoticeChannel.parse({ name: 'x', config, secrets })).catch(
        (error: { facts: { fields: { path: string }[] } }) => error.facts.fields.map(({ path: where }) => where),
      )
    expect(await refused({ kind: 'DINGTALK' })).toEqual(['body.secrets.url'])
    expect(await refused({ kind: 'TELEGRAM', chatId: '1' })).toEqual(['body.secrets.botToken'])
    expect(await refused({ kind: 'PAGERDUTY' }, { hmacSecret: 'abcdefgh' })).toEqual([
      'body.secrets.hmacSecret',
      'body.secrets.routingKey',
    ])
    expect(await refused({ kind: 'WEBHOOK', url: 'https://93.184.216.34', bodyTemplate: '{"a":{{nothing}}}' })).toEqual(
      ['body.config.bodyTemplate', 'body.config.bodyTemplate'],
    )
    expect(await refused({ kind: 'WECOM', mentionMobiles: ['1'] }, { url: 'https://93.184.216.34/x' })).toEqual([
      'body.config.mentionMobiles',
    ])
    const tooLong = NewNoticeChannel.safeParse({
      name: 'x',
      config: { kind: 'WEBHOOK', url: `https://example.com/${'x'.repeat(500)}` },
    })
    expect(tooLong.success).toBe(false)
  })

  it('refuse readers; in use they stay; old revisions conflict', async () => {
    const operator = await (await makePerson('operator')).context()
    const input = NewNoticeChannel.parse({ name: 'mine', config: { kind: 'WEBHOOK', url: receiver.url } })
    await expect(createChannel(operator, input)).rejects.toMatchObject({ code: 'FORBIDDEN' })
    const { channelId, revision } = await createChannel(admin, { ...input, inDefaultPolicy: true })
    await expect(createChannel(admin, input)).rejects.toMatchObject({ code: 'CONFLICT' })
    await expect(deleteChannel(admin, channelId)).rejects.toMatchObject({
      code: 'CONFLICT',
      facts: { reason: 'IN_USE' },
    })
    await updateChannel(admin, { channelId, name: 'ours', secrets: {}, revision })
    await expect(updateChannel(admin, { channelId, name: 'x', secrets: {}, revision })).rejects.toMatchObject({
      code: 'CONFLICT',
    })
    await db().noticePolicyChannel.deleteMany({ where: { channelId } })
    await deleteChannel(admin, channelId)
    await expect(getChannel(admin, channelId)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const rows = await db().auditEvent.findMany({ where: { action: 'channel.update', targetName: 'mine' } })
    expect(rows.length).toBeGreaterThan(0)
  })
})

describe('A-6: several workers', () => {
  it('200 transitions by two processes: each exactly once; one killed while it sends: delivered, at most twice', async () => {
    const events = (body: string) =>
      (JSON.parse(body) as { notices: { eventId: string }[] }).notices.map(({ eventId }) => eventId)
    const hook = await startReceiver()
    await addChannel({ config: { kind: 'WEBHOOK', url: hook.url }, ratePerMinute: 600 })
    const notices = Array.from({ length: 200 }, (_, i) => makeNotice({ object: { groupName: `g${i}` } }))
    await db().$transaction((tx) => enqueueNotices(tx, notices))
    const workers = [startWorker(), startWorker()]
    await expect
      .poll(async () => (await states()).filter((state) => state === 'QUEUED').length, { timeout: 90_000 })
      .toBe(0)
    await expect.poll(() => hook.received.length, { timeout: 60_000 }).toBe(200)
    expect(new Set(hook.received.flatMap(({ body }) => events(body))).size).toBe(200)
    // Now the receiver takes requests and does not answer: whoever sends is killed in the middle of it.
    hook.always = 'silent'
    const last = makeNotice()
    await db().$transaction((tx) => enqueueNotices(tx, [last]))
    await expect.poll(() => hook.received.length, { timeout: 60_000 }).toBe(201)
    const row = await db().noticeDelivery.findFirstOrThrow({ where: { eventId: last.eventId } })
    expect(row.state).toBe('SENDING')
    const victim = workers.find(({ pid }) => row.holder === `process-${pid}`)
    victim?.kill('SIGKILL')
    hook.always = { code: 200, body: '{}' }
    // The lease would end a minute later; the clock of the next sender is there already.
    const later = new Date(Date.now() + 61_000)
    await sendDueNotices('another', () => later, signal)
    await expect
      .poll(async () => (await db().noticeDelivery.findFirstOrThrow({ where: { eventId: last.eventId } })).state)
      .toBe('SENT')
    expect(hook.received.filter(({ body }) => events(body).includes(last.eventId))).toHaveLength(2)
    for (const worker of workers) worker.kill('SIGKILL')
    await hook.close()
  })
})

function startWorker(): ChildProcess {
  return fork(path.resolve('lib/notifications/testing/deliver-process.ts'), {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
}

const toText = (value: unknown): string =>
  JSON.stringify(value, (_key, part: unknown) => (typeof part === 'bigint' ? `${part}` : part))

function hasAlertmanager(): boolean {
  try {
    execFileSync('prometheus-alertmanager', ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return typeof address === 'object' && address ? address.port : 0
}

async function startAlertmanager(): Promise<{ url: string; stop: () => Promise<void> }> {
  const dir = mkdtempSync(path.join(tmpdir(), 'apogee-alertmanager-'))
  const config = path.join(dir, 'config.yml')
  writeFileSync(config, 'route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n')
  const url = `http://127.0.0.1:${await freePort()}`
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${config}`,
      `--storage.path=${dir}`,
      `--web.listen-address=${new URL(url).host}`,
      '--cluster.listen-address=',
    ],
    { stdio: 'ignore' },
  )
  await expect
    .poll(
      () =>
        fetch(`${url}/-/ready`).then(
          (reply) => reply.ok,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true)
  const stop = async () => {
    child.kill('SIGTERM')
    await new Promise((resolve) => child.once('exit', resolve))
    rmSync(dir, { recursive: true, force: true })
  }
  return { url, stop }
}
