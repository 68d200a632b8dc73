// The rival's server: express-pouchdb over the adapter in memory, on loopback, gzip on.
// usage: node server.js ROWS.jsonl      prints "ready PORT"; POST /__edit changes rows at the server
'use strict';
const fs = require('fs');
const express = require('express');
const PouchDB = require('pouchdb');
PouchDB.plugin(require('pouchdb-adapter-memory'));

const Memory = PouchDB.defaults({ adapter: 'memory' });
const lines = (file) => fs.readFileSync(file, 'utf8').split('\n').filter(Boolean).map((l) => JSON.parse(l));

(async () => {
  const db = new Memory('commune');
  const docs = lines(process.argv[2]);
  for (let i = 0; i < docs.length; i += 1000) {
    const done = await db.bulkDocs(docs.slice(i, i + 1000));
    if (done.some((one) => one.error)) throw new Error('not filled');
  }
  const app = express();
  app.post('/__edit', express.json({ limit: '50mb' }), async (request, response) => {
    const edited = [];
    for (const doc of request.body.docs) edited.push({ ...doc, _rev: (await db.get(doc._id))._rev });
    const done = await db.bulkDocs(edited);
    response.json({ ok: done.filter((one) => one.ok).length });
  });
  app.use('/', require('express-pouchdb')(Memory, { mode: 'minimumForPouchDB' }));
  const server = app.listen(0, '127.0.0.1', () => console.log(`ready ${server.address().port}`));
  // Node closes an idle connection after 5 s: on a slow line that hits requests under way.
  server.keepAliveTimeout = 120_000;
  server.headersTimeout = 130_000;
  server.requestTimeout = 0;
})().catch((error) => { console.error(error); process.exit(1); });
