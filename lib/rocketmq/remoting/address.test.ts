import { describe, expect, it } from 'vitest'
import { mapAddress, parseAddress, vipAddress } from './address.ts'

describe('an address', () => {
  it.each([
    ['10.0.0.1:10911', { host: '10.0.0.1', port: 10_911 }],
    ['broker.example:9876', { host: 'broker.example', port: 9876 }],
    ['[fe80::1]:10911', { host: 'fe80::1', port: 10_911 }],
    ['fe80::1:10911', { host: 'fe80::1', port: 10_911 }],
    ['broker', null],
    [':10911', null],
    ['[]:10911', null],
    ['broker:', null],
    ['broker:0', null],
    ['broker:65536', null],
    ['broker:10a', null],
  ])('%s reads as %o', (address, expected) => {
    expect(parseAddress(address)).toEqual(expected)
  })

  it('has its fast port two below', () => {
    expect(vipAddress('10.0.0.1:10911')).toBe('10.0.0.1:10909')
    expect(vipAddress('[fe80::1]:10911')).toBe('[fe80::1]:10909')
  })
})

describe('the address map', () => {
  const map = [
    { from: '172.17.0.2', to: 'gate.example' },
    { from: '172.17.0.3', to: 'gate.example:30911' },
    { from: '172.17.0.2:10931', to: '10.1.1.1:40931' },
    { from: '[fd00::2]', to: 'six.example' },
  ]

  it.each([
    ['a host keeps the announced port', '172.17.0.2:10911', 'gate.example:10911'],
    ['a host may get a port', '172.17.0.3:10911', 'gate.example:30911'],
    ['host and port win over the host alone', '172.17.0.2:10931', '10.1.1.1:40931'],
    ['an IPv6 host', '[fd00::2]:10911', 'six.example:10911'],
    ['what is not in it stays', '172.17.0.4:10911', '172.17.0.4:10911'],
  ])('%s', (_, announced, dialled) => {
    expect(mapAddress(announced, map)).toBe(dialled)
  })
})
