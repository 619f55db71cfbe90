// Sends one file with tus-js-client, as a browser or a Node program would, and prints what came of it as one line of JSON.
// The options are a JSON object: endpoint, file, token, metadata, and perhaps chunkSize, uploadUrl, algorithm, stopAt, terminate.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { DefaultHttpStack, Upload } from 'tus-js-client'

const options = JSON.parse(process.argv[2])
const told = { retries: 0, statuses: [], methods: [] }

// The client knows no checksums: what it sends is hashed on its way out.
class CheckedStack {
  inner = new DefaultHttpStack({})

  createRequest(method, url) {
    const request = this.inner.createRequest(method, url)
    const send = request.send.bind(request)
    request.send = async (body) => {
      told.methods.push(method)
      if (options.algorithm && body) {
        const digest = createHash(options.algorithm).update(body).digest('base64')
        request.setHeader('Upload-Checksum', `${options.algorithm} ${digest}`)
      }
      const response = await send(body)
      told.statuses.push(response.getStatus())
      return response
    }
    return request
  }

  getName() {
    return 'CheckedStack'
  }
}

const upload = new Upload(readFileSync(options.file), {
  endpoint: options.endpoint,
  uploadUrl: options.uploadUrl,
  chunkSize: options.chunkSize ?? Infinity,
  uploadDataDuringCreation: options.withCreation ?? false,
  overridePatchMethod: options.override ?? false,
  headers: { Authorization: `Bearer ${options.token}` },
  metadata: options.metadata,
  retryDelays: [50, 50, 100, 200, 400, 800, 800, 800],
  httpStack: new CheckedStack(),
  onShouldRetry: (error) => {
    const status = error.originalResponse ? error.originalResponse.getStatus() : 0
    const again = status === 0 || status === 409 || status === 423 || status === 460 || status >= 500
    told.retries += again ? 1 : 0
    return again
  },
  onProgress: (sent) => {
    if (options.stopAt && sent >= options.stopAt) process.exit(say('STOPPED'))
  },
  onSuccess: async () => {
    if (options.terminate) await upload.abort(true)
    say('DONE')
  },
  onError: (error) => {
    const response = error.originalResponse
    process.exitCode = say('FAILED', { status: response?.getStatus(), body: response?.getBody() })
  },
})

function say(outcome, more = {}) {
  console.log(JSON.stringify({ outcome, url: upload.url, ...told, ...more }))
  return outcome === 'FAILED' ? 1 : 0
}

upload.start()
