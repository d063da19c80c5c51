import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { compileRule } from './compile-rule.ts'
import { parseJsonPath } from './json-path.ts'
import { maskBody } from './mask-body.ts'
import { Pattern } from './pattern.ts'
import { faultsOf } from './require-sound-rule.ts'
import { maskingSuggestions, NewMaskingRule } from './schema.ts'

const rule = (parts: Partial<NewMaskingRule>) => NewMaskingRule.parse({ name: 'a rule', appliesTo: ['JSON'], ...parts })
const mask = (body: string | Buffer, ...rules: Partial<NewMaskingRule>[]) => {
  const masked = maskBody(
    rules.map((parts) => compileRule(rule(parts))),
    Buffer.from(body as string),
  )
  return masked && { text: masked.bytes.toString(), withheld: masked.notes.at(-1)?.withheld, notes: masked.notes }
}
const textOf = (...parameters: Parameters<typeof mask>) => mask(...parameters)?.text

describe('U-17 a deny-list', () => {
  const body =
    '{ "id": 9223372036854775807, "card": {"no":"4111 1111 1111 1111","cvc":123}, "items":[{"iban":"DE1"},{"iban":"DE2"}] }'

  it.each([
    ['REPLACE', ['$.card.no'], body.replace('"4111 1111 1111 1111"', '"***"')],
    ['KEEP_LAST_4', ['$.card.no'], body.replace('"4111 1111 1111 1111"', '"***1111"')],
    ['KEEP_LAST_4', ['$.card'], body.replace('{"no":"4111 1111 1111 1111","cvc":123}', '"***"')],
    ['KEEP_LAST_4', ['$..cvc'], body.replace('123', '"***"')],
    ['REMOVE', ['$.card.cvc'], body.replace(',"cvc":123', '')],
    ['REMOVE', ['$.card.*'], body.replace('{"no":"4111 1111 1111 1111","cvc":123}', '{}')],
    ['REPLACE', ['$.items[*].iban'], body.replace('DE1', '***').replace('DE2', '***')],
    ['REPLACE', ['$.items[1]'], body.replace('{"iban":"DE2"}', '"***"')],
    ['REMOVE', ["$['items'][0]"], body.replace('{"iban":"DE1"},', '')],
  ] as const)('%s at %j changes that and not one character more', (action, jsonPaths, left) => {
    expect(textOf(body, { action, jsonPaths: [...jsonPaths] })).toBe(left)
  })

  it('leaves a body without the fields as it is, byte for byte', () => {
    expect(mask('{"id":1}', { jsonPaths: ['$.card'] })).toBeNull()
  })

  it('masks a field that stands twice in both places', () => {
    expect(textOf('{"card":1,"card":2}', { jsonPaths: ['$.card'] })).toBe('{"card":"***","card":"***"}')
  })

  it('finds what is written with escapes, in names too', () => {
    const found = textOf('{"note":"\\u0034111111111111111","4111111111111111":true}', { pattern: '\\d{16}' })
    expect(found).toBe('{"note":"***","***":true}')
  })

  it('shows equal values as equal and tells nothing else of them', () => {
    const masked = textOf('["a@b.de","c@d.de","a@b.de"]', { pattern: '.+@.+', action: 'HASH' }) ?? ''
    const [first, second, third] = JSON.parse(masked) as string[]
    expect(first).toMatch(/^#[0-9a-f]{16}$/)
    expect(third).toBe(first)
    expect(second).not.toBe(first)
  })

  it('U-17: withholds a body that is not JSON, whatever it is', () => {
    for (const odd of ['4111 not json', '{"card":', '<card>1</card>', Buffer.from([0, 1, 2, 255])]) {
      expect(mask(odd, { jsonPaths: ['$.card'] })).toMatchObject({ text: '', withheld: expect.stringMatching(/^NOT_/) })
    }
    expect(mask('['.repeat(600) + ']'.repeat(600), { jsonPaths: ['$.card'] })).toMatchObject({ withheld: 'NOT_JSON' })
  })

  it('searches other texts where it is for these, and withholds what is no text', () => {
    const both = { appliesTo: ['JSON', 'TEXT'] as const, pattern: '\\d{16}', action: 'KEEP_LAST_4' as const }
    expect(textOf('pay 4111111111111234 now', { ...both, appliesTo: [...both.appliesTo] })).toBe('pay ***1234 now')
    expect(textOf(gzipSync('pay 4111111111111234'), { appliesTo: ['TEXT'], pattern: '\\d{16}' })).toBe('pay ***')
    expect(mask(Buffer.from([0, 255]), { appliesTo: ['TEXT'], pattern: '\\d{16}' })?.withheld).toBe('NOT_TEXT')
  })
})

describe('U-17 an allow-list', () => {
  it('shows what is named and nothing else', () => {
    const body = '{"id":7,"card":"4111","items":[{"sku":"A","price":3}],"extra":null}'
    const allowed = { mode: 'ALLOW' as const, jsonPaths: ['$.id', '$.items[*].sku'] }
    expect(textOf(body, allowed)).toBe('{"id":7,"card":"***","items":[{"sku":"A","price":"***"}],"extra":"***"}')
    expect(textOf(body, { ...allowed, action: 'REMOVE' })).toBe('{"id":7,"items":[{"sku":"A"}]}')
  })

  it('U-17: withholds what cannot be parsed whole', () => {
    expect(mask('id=7', { mode: 'ALLOW', jsonPaths: ['$.id'] })).toMatchObject({ text: '', withheld: 'NOT_JSON' })
  })

  it('keeps of a text what its pattern finds', () => {
    const asked = { appliesTo: ['TEXT'] as ['TEXT'], mode: 'ALLOW' as const, pattern: 'id=\\d+' }
    expect(textOf('id=7 card=4111', asked)).toBe('id=7***')
  })
})

it('asks rules one after the other, each of what the one before has left', () => {
  const left = textOf('{"card":"4111111111111234"}', { pattern: '\\d{16}', action: 'KEEP_LAST_4' }, { pattern: '1234' })
  expect(left).toBe('{"card":"******"}')
})

describe('a pattern', () => {
  it('takes a time that is linear in the text, however it is written', () => {
    const text = `${'a'.repeat(100_000)}!`
    const startedAt = performance.now()
    expect(new Pattern('(a+)+$').find(text)).toEqual([])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('withholds a body that it cannot search to its end', () => {
    expect(mask('x'.repeat(1024 * 1024 + 1), { appliesTo: ['TEXT'], pattern: 'y' })?.withheld).toBe('TOO_LONG')
  })

  it.each([
    ['card', ['4111 1111 1111 1111', '5500-0000-0000-0004'], ['order 41111', '12345678901234567890']],
    ['phone', ['13812345678', '+49 170 1234567'], ['13812', '2026-11-27']],
    ['email', ['jane.doe@mail.example.org'], ['@home', 'a@b']],
  ] as const)('is offered for %s', (name, yes, no) => {
    const pattern = new Pattern(maskingSuggestions[name].pattern)
    for (const text of yes) expect(pattern.find(`for ${text}.`)).toHaveLength(1)
    for (const text of no) expect(pattern.find(text)).toEqual([])
  })
})

describe('a rule that hides nothing, though it looks as if it did, is refused', () => {
  it.each([
    [{ jsonPaths: ['card'] }, 'body.jsonPaths.0', 'jsonPath'],
    [{ jsonPaths: ['$.a[?(@.b)]'] }, 'body.jsonPaths.0', 'jsonPath'],
    [{ jsonPaths: [] }, 'body.jsonPaths', 'required'],
    [{ pattern: '(a)\\1' }, 'body.pattern', 'regex'],
    [{ pattern: 'a*' }, 'body.pattern', 'regex'],
    [{ appliesTo: ['TEXT' as const] }, 'body.pattern', 'required'],
    [{ appliesTo: ['KEYS' as const], jsonPaths: ['$.a'] }, 'body.jsonPaths', 'notApplied'],
    [{ jsonPaths: ['$.a'], propertyNames: ['b'] }, 'body.propertyNames', 'notApplied'],
  ])('%j', (parts, path, name) => {
    expect(faultsOf(rule(parts))).toContainEqual(expect.objectContaining({ path, rule: name }))
  })

  it('and every form of a path is read', () => {
    for (const path of ['$', '$.a', '$..a', '$.*', '$[*]', "$['a b']", '$["x"][3]', '$.a-b.c_d', '$..[0]']) {
      expect(parseJsonPath(path)).toBeInstanceOf(Array)
    }
  })
})
