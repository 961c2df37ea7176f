// Starts servers of the AT Protocol for tests, on 127.0.0.1 only, and prints a line of JSON with the
// personal data server's address when they answer:
//
//     node bluesky.mjs '{"modules": "…/node_modules", "port": 2583, "postgres": null}'
//
// `modules` is the folder with @atproto/dev-env, `port` the personal data server's. With the address
// of an empty PostgreSQL database in `postgres` the AppView runs too; without one a stand-in answers
// for it, which shows posts of this server and hangs up at everything else.

import { setDefaultResultOrder } from 'node:dns'
import http from 'node:http'
import { createRequire } from 'node:module'
import net from 'node:net'

const { modules, port, postgres } = JSON.parse(process.argv[2])

// The servers name a port only, which means every interface, and call each other `localhost`.
setDefaultResultOrder('ipv4first')
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (first, second, ...rest) {
  if (typeof first === 'object' && first !== null) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, second, ...rest)
  }
  const more = typeof second === 'string' ? rest : [second, ...rest]
  return listen.call(this, first ?? 0, '127.0.0.1', ...more.filter((one) => one !== undefined))
}

const { TestNetwork, TestNetworkNoAppView } = createRequire(`${modules}/`)('@atproto/dev-env')
const pds = { port, rateLimitsEnabled: true }
if (postgres) {
  // Asked for by the package, and used by nothing in it.
  process.env.REDIS_HOST = '127.0.0.1'
  await TestNetwork.create({ dbPostgresUrl: postgres, dbPostgresSchema: 'plaza', pds })
} else {
  await TestNetworkNoAppView.create({ pds: { ...pds, bskyAppViewUrl: await standIn() } })
}
console.log(JSON.stringify({ pds: `http://127.0.0.1:${port}` }))

async function standIn() {
  const server = http.createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, 'http://localhost')
    const uris = searchParams.getAll('uris')
    if (!pathname.endsWith('app.bsky.feed.getPosts') || uris.some((uri) => uri.endsWith('/lost'))) {
      return request.socket.destroy()
    }
    const posts = (await Promise.all(uris.map(post))).filter((post) => post !== null)
    response.setHeader('content-type', 'application/json')
    response.end(JSON.stringify({ posts }))
  })
  await new Promise((resolve) => server.listen(0, resolve))
  return `http://localhost:${server.address().port}`
}

async function post(address) {
  const [, , repo, collection, rkey] = address.split('/')
  const asked = new URLSearchParams({ repo, collection, rkey })
  const answer = await fetch(`http://localhost:${port}/xrpc/com.atproto.repo.getRecord?${asked}`)
  if (!answer.ok) return null
  const { uri, cid, value } = await answer.json()
  return { uri, cid, author: { did: repo, handle: 'somebody.test' }, record: value, indexedAt: value.createdAt }
}
