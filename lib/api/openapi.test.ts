import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { getDocsPage } from '#lib/api/docs-page.ts'
import type { Endpoint } from '#lib/api/endpoint.ts'
import { endpoints } from '#lib/api/endpoints.ts'
import { getOpenapi } from '#lib/api/openapi.ts'

const document = getOpenapi()
type Json = Record<string, unknown>

test('every endpoint is in the document, under an id of its own', () => {
  const ids = endpoints.map((endpoint) => {
    const method = endpoint.method.toLowerCase() as 'get' | 'post' | 'put' | 'patch' | 'delete' // the methods there are
    return document.paths?.[endpoint.path]?.[method]?.operationId
  })
  expect(ids).not.toContain(undefined)
  expect(new Set(ids).size).toBe(endpoints.length)
  const listed = Object.values(document.paths ?? {}).flatMap((item) => Object.keys(item))
  expect(listed).toHaveLength(endpoints.length)
})

test('int64 and times are written down as the text that travels, alike in requests and answers', () => {
  expect(document.components?.schemas?.Int64).toMatchObject({ type: 'string', pattern: '^-?\\d{1,19}$' })
  expect(document.components?.schemas?.Time).toMatchObject({ type: 'string', format: 'date-time' })
  expect(Object.keys(document.components?.schemas ?? {}).filter((name) => /^(Int64|Time)./.test(name))).toEqual([])
})

test('every reference leads somewhere, and nothing is empty', () => {
  const references: string[] = []
  const walk = (node: unknown) => {
    if (typeof node !== 'object' || node === null) return
    for (const [key, value] of Object.entries(node)) {
      if (key === '$ref') references.push(String(value))
      else walk(value)
    }
  }
  walk(document)
  expect(references.length).toBeGreaterThan(0)
  for (const reference of references) {
    const found = reference
      .slice(2)
      .split('/')
      .reduce<unknown>((node, step) => (node as Json)[step], document)
    expect(found, reference).toBeDefined()
  }
})

describe('examples', () => {
  test('are values that their own schema accepts', () => {
    let count = 0
    const seen = new Set<unknown>()
    const walk = (schema: unknown) => {
      if (!(schema instanceof z.ZodType) || seen.has(schema)) return
      seen.add(schema)
      const { example, examples } = schema.meta() ?? {}
      for (const value of [...(example === undefined ? [] : [example]), ...(Array.isArray(examples) ? examples : [])]) {
        count++
        expect(schema.safeParse(value), JSON.stringify(value)).toMatchObject({ success: true })
      }
      const { def } = schema._zod as unknown as { def: Json } // a walk over whatever a kind of schema is made of
      for (const part of Object.values(def)) {
        if (Array.isArray(part)) part.forEach(walk)
        else walk(part)
      }
      if (schema instanceof z.ZodObject) Object.values(schema.shape).forEach(walk)
    }
    for (const { params, query, body, response } of endpoints as readonly Endpoint[])
      [params, query, body, response].forEach(walk)
    expect(count).toBeGreaterThan(2)
  })
})

test('the page shows every operation and loads nothing', () => {
  const { headers, body } = getDocsPage()
  const html = String(body)
  for (const endpoint of endpoints) expect(html).toContain(`<code>${endpoint.path}</code>`)
  expect(html).not.toMatch(/<script|<link|\ssrc=|javascript:|\son\w+=/)
  expect(html).not.toMatch(/style=/)
  const nonce = /nonce-([^']+)'/.exec(headers['content-security-policy'] ?? '')?.[1]
  expect(html).toContain(`<style nonce="${nonce}">`)
  expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
})
