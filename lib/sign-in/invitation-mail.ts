import type { Mail } from '#lib/notifications/channels/email.ts'

interface Written {
  from: string
  user: { username: string; name: string; email: string; language: string }
  kind: 'INVITATION' | 'RESET'
  link: string
  expiresAt: Date
}

const words = {
  en: {
    INVITATION: ['Your account for Apogee', 'An account was made for you in the RocketMQ console Apogee.'],
    RESET: [
      'A new password for Apogee',
      'An administrator of the RocketMQ console Apogee lets you set a new password.',
    ],
    name: 'Your user name',
    open: 'Set your password here. The link works once, until',
    ignore: 'If you do not expect this, leave it: without the link nothing changes.',
  },
  'zh-CN': {
    INVITATION: ['您的 Apogee 账号', '已在 RocketMQ 控制台 Apogee 中为您创建账号。'],
    RESET: ['重设 Apogee 密码', 'RocketMQ 控制台 Apogee 的管理员允许您设置新密码。'],
    name: '用户名',
    open: '请通过以下链接设置密码。链接只能使用一次，有效期至',
    ignore: '如果这不是您的操作，请忽略本邮件；不打开链接就不会有任何改变。',
  },
} as const

/** In the language of the user. */
export function invitationMail({ from, user, kind, link, expiresAt }: Written): Mail {
  const said = words[user.language === 'zh-CN' ? 'zh-CN' : 'en']
  const [subject, first] = said[kind]
  const until = `${expiresAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`
  const text = [first, '', `${said.name}: ${user.username}`, '', `${said.open} ${until}:`, link, '', said.ignore, '']
  const paragraphs = [first, `${said.name}: ${user.username}`, `${said.open} ${until}:`]
  const html = [
    '<!doctype html><html><body style="font:14px/1.5 sans-serif;color:#1a1a1a">',
    ...paragraphs.map((line) => `<p>${escaped(line)}</p>`),
    `<p><a href="${escaped(link)}">${escaped(link)}</a></p><p style="color:#666">${escaped(said.ignore)}</p></body></html>`,
  ]
  return {
    from,
    to: [user.email],
    subject,
    text: text.join('\n'),
    html: html.join('\n'),
    headers: { 'Auto-Submitted': 'auto-generated' },
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
