'use client'

import { createContext, useContext } from 'react'

/** What the frame adds to the address of every link, so that it outlasts the page. */
export const HrefContext = createContext<(href: string) => string>((href) => href)

/** Where a link leads in the end. */
export const useHref = () => useContext(HrefContext)
