import { AppError, type FieldError } from '#lib/errors.ts'
import { type ChannelConfig, ChannelUrl, type SecretName } from './channel-schema.ts'
import { EgressRefusedError, resolveAllowed } from './egress.ts'
import { messageVariables, renderTemplate, unknownVariables } from './render-template.ts'
import { secretNames } from './send-message.ts'

/**
 * What the types cannot say: secrets that the kind needs or does not know, templates that name nothing, addresses that must not
 * be reached. A name that does not resolve now is accepted: it is looked up and checked again whenever something is sent.
 *
 * @param secrets null = is removed; absent = stays
 * @param kept names of the secrets that the channel has already
 * @throws AppError INVALID_INPUT with one message per field
 */
export async function checkChannel(
  config: ChannelConfig,
  secrets: Partial<Record<SecretName, string | null>>,
  kept: readonly string[],
  heartbeatMinutes: number | null,
): Promise<void> {
  const fields: FieldError[] = []
  const refuse = (path: string, rule: string, detail: string) => fields.push({ path: `body.${path}`, rule, detail })
  const known = secretNames(config.kind)
  for (const [name, secret] of Object.entries(secrets)) {
    if (!(known as readonly string[]).includes(name) && secret !== null) {
      refuse(`secrets.${name}`, 'unknown', `A channel of this kind has no ${name}.`)
    }
  }
  const has = (name: SecretName) => (secrets[name] === undefined ? kept.includes(name) : secrets[name] !== null)
  const { kind } = config
  if ((kind === 'DINGTALK' || kind === 'WECOM' || kind === 'FEISHU') && !has('url')) {
    refuse('secrets.url', 'required', 'The URL of the robot is needed.')
  }
  if (kind === 'TELEGRAM' && !has('botToken')) refuse('secrets.botToken', 'required', 'The token of the bot is needed.')
  if (kind === 'PAGERDUTY' && !has('routingKey')) {
    refuse('secrets.routingKey', 'required', 'The integration key of the service is needed.')
  }
  if (kind === 'PAGERDUTY' && heartbeatMinutes !== null) {
    refuse('heartbeatMinutes', 'unsupported', 'PagerDuty would open an incident for each sign of life.')
  }
  if (kind === 'SLACK') {
    if (!has('url') && !has('botToken')) refuse('secrets.url', 'required', 'A webhook URL or a bot token is needed.')
    if (has('botToken') && config.channel === '') {
      refuse('config.channel', 'required', 'A bot needs to be told the channel to post in.')
    }
  }
  if (kind === 'WECOM' && config.form === 'card' && config.mentionMobiles.length > 0) {
    refuse('config.mentionMobiles', 'unsupported', 'WeCom mentions by mobile number in texts only.')
  }
  if (kind === 'EMAIL' && config.user !== '' && !has('password')) {
    refuse('secrets.password', 'required', 'A user needs a password.')
  }
  if (typeof secrets.headers === 'string') checkHeaders(secrets.headers, refuse)
  if (typeof secrets.url === 'string') {
    const parsed = ChannelUrl.safeParse(secrets.url)
    if (!parsed.success) refuse('secrets.url', 'url', 'must be an http or https URL of at most 512 characters')
  }
  checkTemplates(config, refuse)
  for (const [path, host] of hostsOf(config, secrets)) {
    try {
      await resolveAllowed(host)
    } catch (error) {
      if (error instanceof EgressRefusedError) refuse(path, 'egress', error.message)
    }
  }
  if (fields.length > 0) {
    throw new AppError('INVALID_INPUT', fields.map(({ detail }) => detail).join(' '), { fields })
  }
}

type Refuse = (path: string, rule: string, detail: string) => void

export function checkHeaders(text: string, refuse: Refuse): void {
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
  const wrong = lines.find((line) => !/^[A-Za-z0-9!#$%&'*+.^_`|~-]+:[ \t]*[\t\x20-\x7e]+$/.test(line))
  if (wrong !== undefined) refuse('secrets.headers', 'header', 'One "Name: value" per line, in ASCII.')
  const own = lines.find((line) =>
    /^(host|content-length|transfer-encoding|connection|x-apogee-[\w-]*)\s*:/i.test(line),
  )
  if (own !== undefined) refuse('secrets.headers', 'header', `${own.split(':')[0]} is set by the console.`)
}

function checkTemplates(config: ChannelConfig, refuse: Refuse): void {
  const templates: [string, string][] =
    config.kind === 'EMAIL'
      ? [['config.subjectTemplate', config.subjectTemplate]]
      : config.kind === 'WEBHOOK'
        ? [['config.bodyTemplate', config.bodyTemplate]]
        : config.kind === 'ALERTMANAGER'
          ? Object.values(config.labels).map((text): [string, string] => ['config.labels', text])
          : []
  for (const [path, text] of templates) {
    const unknown = unknownVariables(text, messageVariables)
    if (unknown.length > 0) refuse(path, 'variable', `There is no variable ${unknown.join(', ')}.`)
  }
  if (config.kind !== 'WEBHOOK' || config.bodyTemplate === '') return
  try {
    JSON.parse(renderTemplate(config.bodyTemplate, Object.fromEntries(messageVariables.map((name) => [name, 'x']))))
  } catch {
    refuse('config.bodyTemplate', 'json', 'must be JSON when words stand for its variables; put them in quotes')
  }
}

function hostsOf(config: ChannelConfig, secrets: Partial<Record<SecretName, string | null>>): [string, string][] {
  const hosts: [string, string][] = []
  const add = (path: string, url: string | null | undefined) => {
    if (typeof url === 'string' && URL.canParse(url)) hosts.push([path, new URL(url).hostname])
  }
  if (config.kind === 'EMAIL') hosts.push(['config.host', config.host])
  if ('url' in config) add('config.url', config.url)
  if ('apiUrl' in config) add('config.apiUrl', config.apiUrl)
  add('secrets.url', secrets.url)
  return hosts
}
