import { describe, expect, it } from 'vitest'
import { signRequest } from './sign.ts'

const credentials = { accessKey: 'rocketmq2', secretKey: '12345678' }
const noBody = Buffer.alloc(0)

describe('signRequest', () => {
  it('gives the golden signature', () => {
    const signed = signRequest({ topic: 'TopicTest', acceptStandardJsonOnly: 'true' }, noBody, credentials)
    expect({ ...signed }).toEqual({
      topic: 'TopicTest',
      acceptStandardJsonOnly: 'true',
      AccessKey: 'rocketmq2',
      Signature: 'EvCVn1/pIhQGNcZnAZsj264sC2k=',
    })
  })

  it('orders names by code unit, not as given and not by locale', () => {
    const one = signRequest({ b: '1', a: '2', Z: '3' }, noBody, credentials)
    const other = signRequest({ Z: '3', a: '2', b: '1' }, noBody, credentials)
    expect(one.Signature).toBe(other.Signature)
    // AccessKey, Z, a, b: the same data as three values joined in that order.
    expect(one.Signature).toBe(signRequest({ z: '321' }, noBody, credentials).Signature)
  })

  it('covers the body after the fields', () => {
    const withBody = signRequest({ z: '1' }, Buffer.from('2'), credentials)
    expect(withBody.Signature).toBe(signRequest({ z: '12' }, noBody, credentials).Signature)
  })

  it('signs a security token, and not an old signature', () => {
    const signed = signRequest({ Signature: 'old' }, noBody, { ...credentials, securityToken: 'token' })
    expect(signed.SecurityToken).toBe('token')
    expect(signed.Signature).toBe(signRequest({ z: 'token' }, noBody, credentials).Signature)
  })

  it('leaves the given fields as they are', () => {
    const extFields = { topic: 'T' }
    signRequest(extFields, noBody, credentials)
    expect(extFields).toEqual({ topic: 'T' })
  })
})
