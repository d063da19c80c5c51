import { expect, test } from 'vitest'
import { renderTemplate, unknownVariables } from './render-template.ts'

test('variables become values, all else stays as it is written', () => {
  expect(renderTemplate('{{object}} is {{ value }} behind, {{nothing}}', { object: 'pay', value: '18m' })).toBe(
    'pay is 18m behind, {{nothing}}',
  )
})

test('a variable that no notice knows is named once', () => {
  expect(unknownVariables('{{a}} {{value}} {{a}}', ['value'])).toEqual(['a'])
})
