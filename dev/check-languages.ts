import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

type Messages = { [key: string]: string | Messages }

const root = path.resolve(import.meta.dirname, '..')
const read = (locale: string) => JSON.parse(readFileSync(path.join(root, 'i18n', `${locale}.json`), 'utf8')) as Messages

function flatten(messages: Messages, prefix = ''): Map<string, string> {
  const flat = new Map<string, string>()
  for (const [key, value] of Object.entries(messages)) {
    if (typeof value === 'string') flat.set(prefix + key, value)
    else for (const [inner, text] of flatten(value, `${prefix}${key}.`)) flat.set(inner, text)
  }
  return flat
}

/** Names of the ICU arguments of a message: both languages must take the same. */
function argumentNames(text: string): string {
  return [...new Set([...text.matchAll(/\{\s*(\w+)\s*[,}]/g)].map((match) => match[1]))].sort().join(' ')
}

const locales = readdirSync(path.join(root, 'i18n'))
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.replace('.json', ''))
const english = flatten(read('en'))
const problems: string[] = []
for (const locale of locales.filter((name) => name !== 'en')) {
  const other = flatten(read(locale))
  for (const [key, text] of english) {
    const translation = other.get(key)
    if (translation === undefined) problems.push(`${locale} lacks ${key}`)
    else if (translation.trim() === '') problems.push(`${locale} ${key} is empty`)
    // Plural branches differ by language, so only plain arguments are compared.
    else if (!text.includes('plural') && !text.includes('select') && argumentNames(text) !== argumentNames(translation))
      problems.push(`${locale} ${key} takes {${argumentNames(translation)}} instead of {${argumentNames(text)}}`)
  }
  for (const key of other.keys()) if (!english.has(key)) problems.push(`${locale} has ${key}, which en lacks`)
}

console.log(problems.length === 0 ? `${english.size} messages in ${locales.join(', ')}` : problems.join('\n'))
process.exitCode = problems.length === 0 ? 0 : 1
