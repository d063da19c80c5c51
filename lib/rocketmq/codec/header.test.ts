import { describe, expect, it } from 'vitest'
import { ProtocolError } from '../errors.ts'
import { decodeHeader } from './header.ts'

const json = (text: string) => decodeHeader('JSON', Buffer.from(text))
const binary = (hex: string) => decodeHeader('ROCKETMQ', Buffer.from(hex.replaceAll(' ', ''), 'hex'))

describe('a JSON header', () => {
  it('is read as a broker writes it', () => {
    const header = json(
      '{"code":0,"extFields":{"offset":"9223372036854775807"},"flag":1,"language":"JAVA","opaque":5,' +
        '"remark":"ok","serializeTypeCurrentRPC":"JSON","version":513}',
    )
    expect({ ...header, extFields: { ...header.extFields } }).toEqual({
      code: 0,
      language: 'JAVA',
      version: 513,
      opaque: 5,
      flag: 1,
      remark: 'ok',
      extFields: { offset: '9223372036854775807' },
    })
  })

  it('may lack what a reply can do without', () => {
    const header = json('{"code":1,"flag":1,"opaque":5,"remark":null,"extFields":{"gone":null}}')
    expect(header).toMatchObject({ language: 'OTHER', version: 0, remark: null })
    expect(Object.keys(header.extFields)).toEqual([])
  })

  it('cannot reach a prototype by a field name', () => {
    const { extFields } = json('{"code":1,"flag":1,"opaque":5,"extFields":{"__proto__":"x","constructor":"y"}}')
    expect(Object.getPrototypeOf(extFields)).toBeNull()
    expect(Object.keys(extFields)).toEqual(['__proto__', 'constructor'])
  })

  it.each([
    ['', undefined],
    ['{"code":1', undefined],
    ['[1]', '$'],
    ['null', '$'],
    ['{"flag":1,"opaque":5}', '$.code'],
    ['{"code":"1","flag":1,"opaque":5}', '$.code'],
    ['{"code":1,"flag":1,"opaque":2147483648}', '$.opaque'],
    ['{"code":1,"flag":1.5,"opaque":5}', '$.flag'],
    ['{"code":1,"flag":1,"opaque":5,"remark":{}}', '$.remark'],
    ['{"code":1,"flag":1,"opaque":5,"extFields":[]}', '$.extFields'],
    ['{"code":1,"flag":1,"opaque":5,"extFields":{"a":1}}', '$.extFields.a'],
  ])('is refused: %s', (text, path) => {
    expect(() => json(text)).toThrow(expect.objectContaining({ name: 'ProtocolError', path }))
  })
})

describe('a binary header', () => {
  const fixed = '0069 07 0191 00000001 00000000'

  it('carries remark and fields', () => {
    const header = binary(`${fixed} 00000002 6f6b 0000000d 0003 6b6579 00000004 76616c75`)
    expect(header).toMatchObject({ code: 105, language: 'OTHER', version: 401, opaque: 1, remark: 'ok' })
    expect({ ...header.extFields }).toEqual({ key: 'valu' })
  })

  it('takes an unknown language for OTHER', () => {
    expect(binary('0000 63 0191 00000001 00000001 00000000 00000000').language).toBe('OTHER')
  })

  it('cannot reach a prototype by a field name', () => {
    const name = Buffer.from('__proto__').toString('hex')
    const { extFields } = binary(`${fixed} 00000000 00000010 0009 ${name} 00000001 78`)
    expect(Object.entries(extFields)).toEqual([['__proto__', 'x']])
    expect(Object.getPrototypeOf(extFields)).toBeNull()
  })

  it.each([
    ['shorter than its fixed part', fixed],
    ['a negative remark length', `${fixed} ffffffff 00000000`],
    ['a remark longer than the header', `${fixed} 00000001 00000000`],
    ['fields longer than the header', `${fixed} 00000000 00000001`],
    ['a cut field name', `${fixed} 00000000 00000001 00`],
    ['a field name over the end', `${fixed} 00000000 00000008 0003 6b65 00000000`],
    ['a negative field name length', `${fixed} 00000000 00000006 ffff 00000000`],
    ['a field value over the end', `${fixed} 00000000 00000007 0001 6b 00000001`],
    ['a negative field value length', `${fixed} 00000000 00000007 0001 6b ffffffff`],
  ])('is refused: %s', (_what, hex) => {
    expect(() => binary(hex)).toThrow(ProtocolError)
  })
})
