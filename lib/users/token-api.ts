import { z } from 'zod'
import { endpoint, listOf, listQuery } from '#lib/api/endpoint.ts'
import { NewToken, Token } from '#lib/users/token-schema.ts'

const TokenParams = z.object({ tokenId: z.string().min(1).max(64) })

export const listTokensEndpoint = endpoint({
  method: 'GET',
  path: '/api/v1/tokens',
  tag: 'Tokens',
  summary: 'Own API tokens; with token:manage those of everybody',
  query: z.object({
    ...listQuery('name', 'createdAt', 'expiresAt', 'lastUsedAt'),
    owner: z
      .union([z.enum(['me', 'all', 'service']), z.string().max(64)])
      .default('me')
      .meta({
        description: '`me`, `all`, `service` (of no person) or a userId; others than oneself need token:manage',
      }),
    q: z.string().max(255).optional().meta({ description: 'Part of the name' }),
  }),
  response: listOf(Token),
  isExportable: true,
  permission: 'signed-in',
})

export const createTokenEndpoint = endpoint({
  method: 'POST',
  path: '/api/v1/tokens',
  tag: 'Tokens',
  summary: 'Create an API token',
  description:
    '`token` is in this answer only; what is stored is a hash. Never wider than the rights of its owner, now and at each use.',
  status: 201,
  body: NewToken,
  response: Token.extend({ token: z.string() }),
  permission: 'signed-in',
  audit: { action: 'token.create', target: ({ body }) => ({ kind: 'token', name: body.name }) },
})

export const revokeTokenEndpoint = endpoint({
  method: 'DELETE',
  path: '/api/v1/tokens/{tokenId}',
  tag: 'Tokens',
  summary: 'Revoke an API token at once',
  description: 'Own ones; those of others need token:manage.',
  status: 204,
  params: TokenParams,
  response: z.undefined(),
  permission: 'signed-in',
  audit: { action: 'token.delete', target: ({ params }) => ({ kind: 'token', name: params.tokenId }) },
})
