import { randomBytes } from 'node:crypto'
import { getOpenapi, type OpenapiDocument } from '#lib/api/openapi.ts'
import type { StreamAnswer } from '#lib/api/text-stream.ts'
import { contentSecurityPolicy } from '#lib/content-security-policy.ts'

type Operation = NonNullable<NonNullable<NonNullable<OpenapiDocument['paths']>[string]>['get']>
type Json = Record<string, unknown>

const methods = ['get', 'post', 'put', 'patch', 'delete'] as const

const style = `
:root { color-scheme: light dark; --line: light-dark(#d8dde3, #363c44); --soft: light-dark(#f4f6f8, #1c2127); --dim: light-dark(#57606a, #9aa4af) }
body { font: 14px/1.5 "Inter Variable", Inter, system-ui, sans-serif; margin: 0; display: grid; grid-template-columns: 18rem minmax(0, 1fr) }
nav { border-right: 1px solid var(--line); padding: 1.5rem 1rem; height: 100vh; box-sizing: border-box; overflow: auto; position: sticky; top: 0 }
nav h2 { font-size: 12px; margin: 1rem 0 .25rem } nav ul { list-style: none; margin: 0; padding: 0 } nav a { color: inherit; text-decoration: none; font-size: 13px }
nav a:hover, nav a:focus { text-decoration: underline } main { padding: 1.5rem 2rem; max-width: 60rem }
h1 { font-size: 20px; margin: 0 } article { border-top: 1px solid var(--line); padding: 1rem 0 } article h3 { font-size: 14px; margin: 0 }
code, pre { font: 12.5px/1.5 "JetBrains Mono Variable", ui-monospace, monospace } pre { background: var(--soft); border: 1px solid var(--line); border-radius: 4px; padding: .75rem; overflow: auto; white-space: pre-wrap }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); vertical-align: top }
th { font-weight: 500; color: var(--dim); font-size: 12px } summary { cursor: pointer; color: var(--dim) } .verb { display: inline-block; min-width: 4.5em; font-weight: 600 } .dim { color: var(--dim) }
@media (max-width: 768px) { body { display: block } nav { display: none } }`

/** The OpenAPI document as one HTML page: made here, no script, nothing from elsewhere. */
export function getDocsPage(): StreamAnswer {
  const nonce = randomBytes(16).toString('base64')
  return {
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': contentSecurityPolicy(nonce, false),
      'referrer-policy': 'no-referrer',
    },
    body: page(getOpenapi(), nonce),
  }
}

function page(document: OpenapiDocument, nonce: string): string {
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    methods.flatMap((method) => {
      const operation = item[method]
      return operation ? [{ path, method, operation, tag: operation.tags?.[0] ?? '' }] : []
    }),
  )
  const tags = [...new Set(operations.map(({ tag }) => tag))]
  const link = ({ method, operation }: (typeof operations)[number]) =>
    `<li><a href="#${text(operation.operationId)}"><span class="verb">${method.toUpperCase()}</span>${text(operation.summary)}</a></li>`
  const nav = tags.map((tag) => {
    const links = operations.filter((each) => each.tag === tag).map(link)
    return `<h2>${text(tag)}</h2><ul>${links.join('')}</ul>`
  })
  const sections = tags.map((tag) => {
    const articles = operations
      .filter((each) => each.tag === tag)
      .map(({ path, method, operation }) => article(document, path, method, operation))
    return `<section><h2>${text(tag)}</h2>${articles.join('')}</section>`
  })
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${text(document.info.title)}</title><style nonce="${nonce}">${style}</style></head><body>
<nav aria-label="Endpoints"><a href="openapi.json">openapi.json</a>${nav.join('')}</nav>
<main><h1>${text(document.info.title)}</h1><p>${text(document.info.description)}</p>
<pre>curl -H 'Authorization: Bearer apg_…' ${text(document.servers?.[0]?.url)}/api/v1/session</pre>${sections.join('')}</main></body></html>`
}

function article(document: OpenapiDocument, path: string, method: string, operation: Operation): string {
  const parameters = (operation.parameters ?? []).flatMap((parameter) => ('name' in parameter ? [parameter] : []))
  const rows = parameters.map(
    (parameter) =>
      `<tr><td><code>${text(parameter.name)}</code></td><td>${text(parameter.in)}${parameter.required ? ', required' : ''}</td><td><code>${text(shape(document, parameter.schema, 0))}</code></td><td>${text(parameter.description)}</td></tr>`,
  )
  const body = operation.requestBody && 'content' in operation.requestBody ? operation.requestBody.content : undefined
  const answers = Object.entries(operation.responses ?? {}).flatMap(([status, response]) =>
    status === 'default' || !('content' in response) ? [] : contents(document, `Answer ${status}`, response.content),
  )
  return `<article id="${text(operation.operationId)}"><h3><span class="verb">${method.toUpperCase()}</span><code>${text(path)}</code></h3>
<p>${text(operation.summary)}. <span class="dim">${text(operation.description)}</span></p>
${rows.length > 0 ? `<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th>Meaning</th></tr></thead><tbody>${rows.join('')}</tbody></table>` : ''}
${contents(document, 'Body', body).join('')}${answers.join('')}</article>`
}

function contents(document: OpenapiDocument, label: string, content: object | undefined): string[] {
  return Object.entries(content ?? {}).map(
    ([type, media]) =>
      `<details><summary>${text(label)} <code>${text(type)}</code></summary><pre>${text(shape(document, (media as Json).schema, 0))}</pre></details>`, // a media type object of the document
  )
}

const maxDepth = 8

/** A schema in the notation of TypeScript: shorter to read than JSON Schema. */
function shape(document: OpenapiDocument, schema: unknown, depth: number): string {
  if (typeof schema !== 'object' || schema === null) return 'unknown'
  const node = schema as Json // a schema object of the document
  if (typeof node.$ref === 'string') {
    const name = node.$ref.split('/').at(-1) ?? ''
    const target = document.components?.schemas?.[name]
    const isSmall = typeof target === 'object' && 'type' in target && target.type !== 'object'
    return isSmall || depth >= maxDepth ? name : shape(document, target, depth)
  }
  if (depth >= maxDepth) return '…'
  if (Array.isArray(node.enum)) return node.enum.map((value) => JSON.stringify(value)).join(' | ')
  if ('const' in node) return JSON.stringify(node.const)
  const options = node.anyOf ?? node.oneOf
  if (Array.isArray(options)) return options.map((each) => shape(document, each, depth)).join(' | ')
  if (node.type === 'array') return `${bracket(shape(document, node.items, depth))}[]`
  if (node.type === 'object' && node.properties) return fields(document, node, depth)
  if (node.type === 'object') return `{ [key]: ${shape(document, node.additionalProperties, depth + 1)} }`
  return Array.isArray(node.type) ? node.type.join(' | ') : String(node.type ?? 'unknown')
}

const bracket = (type: string) => (type.includes(' | ') ? `(${type})` : type)

function fields(document: OpenapiDocument, node: Json, depth: number): string {
  const required = new Set(Array.isArray(node.required) ? node.required : [])
  const indent = '  '.repeat(depth + 1)
  const lines = Object.entries(node.properties as Json).map(([name, field]) => {
    const description = (field as Json).description // every property is a schema object
    const comment = typeof description === 'string' ? `   // ${description}` : ''
    return `${indent}${name}${required.has(name) ? '' : '?'}: ${shape(document, field, depth + 1)}${comment}`
  })
  return `{\n${lines.join('\n')}\n${'  '.repeat(depth)}}`
}

function text(value: string | undefined): string {
  return (value ?? '').replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
