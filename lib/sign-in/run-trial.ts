import type { Context } from '#lib/users/context.ts'
import type { StoredProvider } from './find-provider.ts'
import type { Identity } from './identity.ts'
import { judgeIdentity } from './judge-identity.ts'
import type { ProviderTrouble, TrialResult } from './schema.ts'
import { setsOfGroups } from './sets-of-groups.ts'

const maxShownClaims = 200
const maxShownValues = 200

/** What a sign-in of this person would do: claims → rules → grants. Nothing is created or changed. */
export async function finishTrial(ctx: Context, provider: StoredProvider, identity: Identity): Promise<TrialResult> {
  const { refusal, user, matches } = await judgeIdentity(provider, identity, ctx.address)
  const { id, name, displayName, email } = identity
  const setsOf = await setsOfGroups(provider.rules, identity.groups)
  return {
    claims: [...identity.claims].slice(0, maxShownClaims).map(([claim, values]) => ({
      name: claim,
      values: values.slice(0, maxShownValues).map((value) => value.slice(0, 1024)),
    })),
    person: { id, name, displayName, email },
    groups: identity.groups.map((group) => ({ group, permissionSets: setsOf(group) })),
    matches,
    user: {
      outcome: refusal ? 'REFUSED' : user ? 'EXISTS' : 'WOULD_BE_CREATED',
      refusal,
      userId: user?.id ?? null,
    },
    failure: null,
  }
}

/** A trial that did not come to claims. */
export const failedTrial = (trouble: ProviderTrouble | null, detail: string): TrialResult => ({
  claims: [],
  person: null,
  groups: [],
  matches: [],
  user: { outcome: 'REFUSED', refusal: null, userId: null },
  failure: { trouble, detail: detail.slice(0, 500) },
})
