import { describe, expect, it } from 'vitest'
import { isAllowed, ruleOf } from './editable-keys.ts'

describe('what can be changed of a broker', () => {
  it.each([
    'rocketmqHome',
    'storePathRootDir',
    'listenPort',
    'brokerIP1',
    'namesrvAddr',
    'aclEnable',
    'authenticationEnabled',
  ])('C-13: %s is not', (key) => expect(ruleOf(key)).toBeNull())

  it('a key that nobody knows is not', () => {
    expect(ruleOf('nosuchkey')).toBeNull()
  })

  it.each([
    ['fileReservedTime', ['1', '48', '8760'], ['0', '8761', '4.5', '-1', '', ' 48', '48\nrocketmqHome=x']],
    ['slaveReadEnable', ['true', 'false'], ['TRUE', 'yes', '']],
    ['brokerPermission', ['2', '4', '6'], ['0', '7', '06']],
    ['deleteWhen', ['04', '04;16'], ['4', '24', '04,16', '04;']],
  ])('C-13: %s has a rule of its own', (key, good, bad) => {
    const rule = ruleOf(key)
    if (!rule) throw new Error(`${key} cannot be changed`)
    for (const value of good) expect(isAllowed(rule, value), value).toBe(true)
    for (const value of bad) expect(isAllowed(rule, value), JSON.stringify(value)).toBe(false)
  })
})
